import { effect, signal } from '@preact/signals';
import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Drawing, Hand } from './echarts.ts';

/** What draws; null before it is there. Its script is the larger part of the panel, and the tables do without it. */
const make = signal<((element: HTMLElement, hand: () => Hand) => Drawing) | null>(null);
/** Whether it could not be loaded. */
export const noCharts = signal(false);

export async function loadCharts(): Promise<void> {
  try {
    const module = await import('./echarts.ts');
    make.value = (element, hand) => new module.Drawing(element, hand);
    noCharts.value = false;
  } catch {
    noCharts.value = true;
  }
}

interface Props extends Hand {
  option: EChartsCoreOption;
  /** Height in px. */
  height: number;
  /** What the chart says, for who can't see it; the table beside it says all. */
  label: string;
}

export function Chart({ option, height, label, onRow, onBrush }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState<Drawing | null>(null);
  const hand = useRef<Hand>({});
  hand.current = { ...(onRow && { onRow }), ...(onBrush && { onBrush }) };
  useEffect(
    () =>
      effect(() => {
        if (!make.value || !element.current) return;
        const made = make.value(element.current, () => hand.current);
        setOwn(made);
        return () => made.remove();
      }),
    [],
  );
  useEffect(() => own?.show(option), [own, option]);
  if (noCharts.value) return null;
  return <div class="chart" ref={element} role="img" aria-label={label} style={{ height: `${height}px` }} />;
}
