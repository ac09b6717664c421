import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { text } from '../i18n/index.ts';

/** A part of the page whose script comes when it is first wanted. Until then there is nothing; if it fails, words. */
export function Lazy<P extends object>({ load, props }: { load: () => Promise<FunctionComponent<P>>; props: P }) {
  const [part, setPart] = useState<{ Part: FunctionComponent<P> } | 'failed' | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: which part it is stays the same for its life
  useEffect(() => {
    load().then(
      (Part) => setPart({ Part }),
      () => setPart('failed'),
    );
  }, []);
  if (part === 'failed') return <p class="map-message">{text.value.problem.page}</p>;
  return part && <part.Part {...props} />;
}
