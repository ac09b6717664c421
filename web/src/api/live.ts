import type { Pin } from './types.ts';

export interface CaseChange {
  layer: string;
  id: string;
  cell: string;
  /** Null when the case is on no layer any more. */
  feature: Pin | null;
  /** Tiles that are stale now, each with every one above it: "18/x/y". Left out where none is known to be. */
  stale?: readonly { layer: string; tile: string }[] | null;
}

/** Whether the node that answers still hears from its database, and if not, what moment it shows. */
export interface Picture {
  current: boolean;
  at: string;
}

export interface LiveHandlers {
  onCase(change: CaseChange): void;
  onEdition(): void;
  onMembers(): void;
  onPicture(picture: Picture): void;
  /** What was missed is not known: load everything anew. */
  onReset(): void;
  onState(state: LiveState): void;
}

export type LiveState = 'connecting' | 'live' | 'lost';

/** Longest wait between two attempts to connect again, ms. */
const longestWait = 30_000;

/**
 * Listens to what changes on the map until the returned function is called. The browser reconnects by itself where it may; where
 * it gives up (an answer other than 200), it is tried again after 1, 2, 4 … 30 s, from the last event that was seen.
 */
export function listen(url: string, on: LiveHandlers, open: (url: string) => EventSource = (u) => new EventSource(u)) {
  let last = '';
  let failures = 0;
  let unbroken = true;
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const connect = () => {
    source = open(last ? `${url}?last_event_id=${encodeURIComponent(last)}` : url);
    source.onopen = () => {
      failures = 0;
      on.onState('live');
      // Without an event to go on after, the service tells what comes from now on: the gap is not known.
      if (!unbroken && !last) on.onReset();
    };
    source.onerror = () => {
      unbroken = false;
      on.onState('lost');
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(connect, Math.min(1000 * 2 ** failures++, longestWait));
    };
    const hear = (name: string, act: (data: unknown) => void) =>
      source.addEventListener(name, (event) => {
        const message = event as MessageEvent<string>;
        if (message.lastEventId) last = message.lastEventId;
        act(JSON.parse(message.data));
      });
    hear('case', (data) => on.onCase(data as CaseChange));
    hear('edition', () => on.onEdition());
    hear('members', () => on.onMembers());
    hear('picture', (data) => on.onPicture(data as Picture));
    hear('reset', () => {
      last = '';
      on.onReset();
    });
  };

  on.onState('connecting');
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
