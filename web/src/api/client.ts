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
  if (answer.response.ok && answer.data !== undefined) return answer.data;
  throw new Refusal(
    answer.response.status,
    problemOf(answer.error),
    seconds(answer.response.headers.get('Retry-After')),
  );
}

export const api = client;

/** A layer's features within bounds. Untyped in the API's document, as any GeoJSON; LayerTypes says what comes. */
export async function fetchLayer<L extends keyof LayerTypes>(
  id: L,
  query: { bbox?: Bounds | undefined; limit: number; net?: string | undefined },
  signal?: AbortSignal,
): Promise<LayerTypes[L]> {
  const bbox = query.bbox?.map((n) => n.toFixed(6)).join(',');
  const asked = client.GET('/api/v1/layers/{id}.geojson', {
    params: {
      path: { id },
      query: { limit: query.limit, ...(bbox && { bbox }), ...(query.net && { net: query.net }) },
    },
    signal: signal ?? null,
    parseAs: 'json',
  });
  return (await take(asked as unknown as Promise<Answer<LayerTypes[L]>>)) as LayerTypes[L];
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
