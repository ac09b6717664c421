export type LiveState = 'connecting' | 'live' | 'lost';

export interface WorkHandlers {
  onCase(change: { id: string; version: number }): void;
  onQueues(): void;
  /** What was missed is not known: look at everything anew. */
  onReset(): void;
  onState(state: LiveState): void;
}

/** Longest wait between two attempts to connect again, ms. */
const longestWait = 30_000;

/** Listens to what changes within the account's scope until the returned function is called. */
export function listenWork(
  on: WorkHandlers,
  open: (url: string) => EventSource = (u) => new EventSource(u),
): () => void {
  let source: EventSource;
  let failures = 0;
  let broken = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const connect = () => {
    source = open('/api/v1/work/changes');
    source.onopen = () => {
      failures = 0;
      on.onState('live');
      if (broken) on.onReset();
      broken = false;
    };
    source.onerror = () => {
      broken = true;
      on.onState('lost');
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(connect, Math.min(1000 * 2 ** failures++, longestWait));
    };
    source.addEventListener('case', (event) => on.onCase(JSON.parse((event as MessageEvent<string>).data)));
    source.addEventListener('queues', () => on.onQueues());
    source.addEventListener('reset', () => on.onReset());
  };
  // A connection without a network says nothing for a long while: the browser knows first.
  const offline = () => {
    broken = true;
    on.onState('lost');
  };
  const online = () => {
    clearTimeout(timer);
    source.close();
    connect();
  };
  addEventListener('offline', offline);
  addEventListener('online', online);
  on.onState('connecting');
  connect();
  return () => {
    removeEventListener('offline', offline);
    removeEventListener('online', online);
    clearTimeout(timer);
    source.close();
  };
}
