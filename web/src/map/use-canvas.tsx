import { effect } from '@preact/signals';
import type { FeatureCollection } from 'geojson';
import { useEffect, useRef, useState } from 'preact/hooks';
import { site } from '../data/site.ts';
import { text } from '../i18n/index.ts';
import { lang, shade, size } from '../settings.ts';
import { watchBaseMap } from './base-map-note.tsx';
import type { Canvas, Feeds, Start } from './canvas.ts';
import { readPalette } from './palette.ts';
import type { Choices } from './style.ts';

export type Stage = 'opening' | 'drawn' | 'impossible' | 'failed';

/** Where a house is told from its neighbour. */
export const closeUp = 16.5;

/** Makes the map in the container; drawn is called when it stands. Returns what ends it. */
export type Draw = (make: (start: Start) => Canvas, container: HTMLElement, drawn: () => void) => () => void;

/** What a page wants of the look of its map: read in an effect, so signals in it are followed. */
export type Look = () => Omit<Choices, 'scale' | 'lang'>;

/**
 * A map for a page. MapLibre is most of the page's script, so it is loaded when the page stands; draw is called once ready.
 * The map keeps in step with the theme, the type size and the look.
 */
export function useCanvas(ready: boolean, feeds: Feeds, look: Look, draw: Draw) {
  const frame = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage>('opening');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page's feeds, look and draw are the same for its life
  useEffect(() => {
    if (!ready) return;
    let left = false;
    let stop = () => {};
    import('./canvas.ts').then(
      (module) => {
        const container = frame.current;
        if (left || !container) return;
        const choices = () => ({ ...look(), scale: size.value === 'large' ? 1.25 : 1, lang: lang.value });
        let stopLook = () => {};
        const open = () =>
          draw(
            (start) => {
              const label = text.peek().map.help;
              const own = new module.Canvas(container, start, feeds, readPalette(), choices(), label);
              watchBaseMap(own.map);
              stopLook = follow(own, choices);
              return own;
            },
            container,
            () => {
              container.dataset.loaded = 'true';
              setStage('drawn');
            },
          );
        try {
          const stopDraw = open();
          stop = () => {
            stopLook();
            stopDraw();
          };
        } catch (error) {
          if (!module.cannotDraw(error)) throw error;
          setStage('impossible');
        }
      },
      () => setStage('failed'),
    );
    return () => {
      left = true;
      stop();
    };
  }, [ready]);
  return { frame, stage };
}

/** Draws anew when the look, the theme or the language changes. */
function follow(own: Canvas, choices: () => Choices): () => void {
  let palette = readPalette();
  let drawnShade = shade.peek();
  const stops = [
    effect(() => own.relabel(text.value.map.help)),
    effect(() => {
      if (shade.value !== drawnShade) {
        drawnShade = shade.value;
        palette = readPalette();
      }
      site.value; // a base map may have been told of
      own.restyle(palette, choices());
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** What stands in the map's place while it is not there. */
export function StageMessage({ stage, impossible }: { stage: Stage; impossible: string }) {
  const t = text.value;
  if (stage === 'drawn') return null;
  const words = { opening: t.map.loading, impossible, failed: t.problem.page }[stage];
  return <p class="map-message">{words}</p>;
}

export const collection = (features: readonly unknown[]) =>
  ({ type: 'FeatureCollection', features }) as FeatureCollection;
