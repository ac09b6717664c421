import createClient from 'openapi-fetch';
import type { paths } from '../schema.gen.d.ts';
import { lang } from '../settings.ts';
import type { Bounds, LayerTypes, Problem } from './types.ts';

/** A request that was answered with a problem, or not answered at all (status 0). */
export class Refusal extends Error {
  readonly status: number;
  readonly problem: Problem | null;
  /** Seconds after which the service asks to be tried again. */
  readonly retryAfterS: number | null;

  constructor(status: number, problem: Problem | null, retryAfterS: number | null = null) {
    super(problem?.detail ?? `status ${status}`);
    this.name = 'Refusal';
    this.status = status;
    this.problem = problem;
    this.retryAfterS = retryAfterS;
  }

  /** Whether it waits for its author: nobody is signed in, or somebody else is. */
  get signIn(): boolean {
    return this.status === 401 || this.status === 412;
  }

  /** Whether the same request may well succeed later: no answer, too many requests, or the service is away. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

const client = createClient<paths>({ baseUrl: location.origin, fetch: (request) => fetch(request) });
client.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', lang.value === 'zh' ? 'zh-CN' : 'en');
    return request;
  },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's data; a Refusal for every other outcome, but for an abort, which stays what it is. */
export async function take<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Refusal(0, null);
  }
  // An answer without content has no data.
  if (answer.response.ok && (answer.data !== undefined || answer.response.status === 204)) return answer.data as T;
  throw new Refusal(answer.response.status, problemOf(answer.error), retryAfter(answer.response));
}

export const api = client;

/** The header that says in whose name a request is meant. */
export const inNameOf = 'Wangge-Account';

export interface Asking {
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  /** Sent as Idempotency-Key. */
  key?: string;
  /** The account in whose name it is meant: in any other's the service refuses it with 412. */
  account?: number;
  signal?: AbortSignal | undefined;
  /** Whether it goes out even though the page is being left. */
  keepalive?: boolean;
}

/** One request in JSON and its answer; a Refusal for every other outcome. For whom the typed client is too strict. */
export async function ask<T>(
  method: string,
  path: string,
  { query, body, key, account, signal, keepalive }: Asking = {},
): Promise<T> {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) if (value) url.searchParams.set(name, String(value));
  const headers = {
    'Accept-Language': lang.value === 'zh' ? 'zh-CN' : 'en',
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...(key && { 'Idempotency-Key': key }),
    ...(account && { [inNameOf]: String(account) }),
  };
  const sent = fetch(
    new Request(url, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
      keepalive: keepalive ?? false,
    }),
  );
  return take(sent.then(answerOf<T>));
}

async function answerOf<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  let body: unknown = null;
  try {
    body = JSON.parse(text || 'null');
  } catch {
    // Not from the service itself: the status says all there is.
  }
  return response.ok ? { data: body as T, response } : { error: body, response };
}

/** What narrows a request besides its bounds: the net, layers, filters; names and values of a query. */
export type Entries = readonly (readonly [name: string, value: string])[];

/** A layer's features within bounds. Untyped in the API's document, as any GeoJSON; LayerTypes says what comes. */
export async function fetchLayer<L extends keyof LayerTypes>(
  id: L,
  query: { bbox?: Bounds | undefined; limit: number; more?: Entries | undefined },
  signal?: AbortSignal,
): Promise<LayerTypes[L]> {
  const bbox = query.bbox?.map((n) => n.toFixed(6)).join(',');
  const asked = client.GET('/api/v1/layers/{id}.geojson', {
    params: {
      path: { id },
      query: { limit: query.limit, ...(bbox && { bbox }), ...Object.fromEntries(query.more ?? []) },
    },
    signal: signal ?? null,
    parseAs: 'json',
  });
  return (await take(asked as unknown as Promise<Answer<LayerTypes[L]>>)) as LayerTypes[L];
}

/** Times that a tile is asked for again where the service is busy, and the longest wait for it, s. */
const [patience, longestWaitS] = [4, 8];

/** The bytes at an address of this service, with their ETag. Where the service asks to wait a little, that is done. */
export async function fetchBytes(
  url: string,
  signal: AbortSignal,
): Promise<{ data: ArrayBuffer; etag: string | null }> {
  for (let attempt = 1; ; attempt++) {
    let response: Response;
    try {
      response = await fetch(new Request(new URL(url, location.origin), { signal }));
      if (response.ok) return { data: await response.arrayBuffer(), etag: response.headers.get('ETag') };
    } catch (cause) {
      if (signal.aborted) throw new DOMException('replaced', 'AbortError');
      throw cause instanceof Refusal ? cause : new Refusal(0, null);
    }
    const refused = new Refusal(response.status, problemOf(await body(response)), retryAfter(response));
    const wait = refused.retryAfterS ?? 1;
    const busy = response.status === 429 || response.status === 503;
    if (!busy || attempt > patience || wait > longestWaitS) throw refused;
    await pause(wait * 1000, signal);
  }
}

const body = (response: Response): Promise<unknown> => response.json().catch(() => null);
const retryAfter = (response: Response) => seconds(response.headers.get('Retry-After'));

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(new DOMException('replaced', 'AbortError'));
      },
      { once: true },
    );
  });
}

/** Whether an error is our own doing: a request that a newer one replaced. */
export const aborted = (error: unknown) => error instanceof DOMException && error.name === 'AbortError';

function problemOf(body: unknown): Problem | null {
  return typeof body === 'object' && body !== null && 'detail' in body ? (body as Problem) : null;
}

function seconds(header: string | null): number | null {
  const n = Number(header);
  return header !== null && Number.isFinite(n) && n >= 0 ? n : null;
}
