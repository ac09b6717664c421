import { batch, signal } from '@preact/signals';
import { aborted, type Entries, fetchLayer, type Refusal } from '../api/client.ts';
import { type Bounds, type LayerTypes, within } from '../api/types.ts';
import { refusal } from './load.ts';

type FeatureOf<L extends keyof LayerTypes> = LayerTypes[L]['features'][number];

export interface LayerState<F> {
  features: readonly F[];
  /** How many there are in the bounds that were asked for; more than features when the limit cut some off. */
  matched: number;
  /** What was asked for; null before the first answer, 'all' for everything. */
  asked: Bounds | 'all' | null;
  loading: boolean;
  error: Refusal | null;
}

/** How much more than the view is fetched on each side where a small move should need nothing new. */
const margin = 0.5;

export interface LayerOptions {
  /** Most features in one answer. */
  limit: number;
  /** Whether only what is in view is asked for, so that the number matched is the view's. */
  exact?: boolean;
}

/** The features of one layer around the view, fetched as the view moves. */
export class LayerStore<L extends keyof LayerTypes> {
  readonly id: L;
  readonly state = signal<LayerState<FeatureOf<L>>>({
    features: [],
    matched: 0,
    asked: null,
    loading: false,
    error: null,
  });
  readonly #options: LayerOptions;
  /** What narrows the layer besides its bounds, and that in one string. */
  #more: Entries = [];
  #key = '';
  /** The request under way. */
  #request: AbortController | null = null;
  /** What was asked for last, whether or not it came. */
  #wanted: Bounds | 'all' | null = null;
  /** Changes heard since the request under way left: its answer may be older than they are. */
  #since: Parameters<LayerStore<L>['change']>[] = [];

  constructor(id: L, options: LayerOptions) {
    this.id = id;
    this.#options = options;
  }

  /**
   * Fetches what view needs ('all': the whole layer), unless it is there already. What was got with other words in the query
   * stays in sight until the answer is there.
   */
  want(view: Bounds | 'all', more: Entries = []): void {
    const key = JSON.stringify(more);
    if (key !== this.#key) {
      this.#request?.abort();
      this.#request = null;
      this.#wanted = null;
      this.state.value = { ...this.state.peek(), asked: null, loading: false };
    }
    this.#more = more;
    this.#key = key;
    const { asked, features, matched, error } = this.state.peek();
    const next = view === 'all' || this.#options.exact ? view : widen(view);
    const whole = features.length >= matched && !this.#options.exact;
    const there = !error && suffices(asked, view) && (whole || same(asked, next));
    // A request under way for elsewhere would take the place of what is there.
    const coming = suffices(this.#wanted, view) && (there || same(this.#wanted, next));
    if (this.#request ? coming : there) return;
    void this.#fetch(next);
  }

  /** Fetches again what was asked for last. */
  async again(): Promise<void> {
    if (this.#wanted) await this.#fetch(this.#wanted);
  }

  forget(): void {
    this.#request?.abort();
    this.#request = null;
    this.#wanted = null;
    this.state.value = { features: [], matched: 0, asked: null, loading: false, error: null };
  }

  /**
   * Puts a feature in, in place of the one with the same id, or takes it out. Keeps the order that the service gives. Where the
   * limit cut some off, nothing is known of what comes after the last one, and nothing is put there.
   */
  change(id: string, feature: FeatureOf<L> | null, before: (a: FeatureOf<L>, b: FeatureOf<L>) => boolean): void {
    if (this.#request) this.#since.push([id, feature, before]);
    const s = this.state.peek();
    const rest = s.features.filter((f) => (f.properties as { id?: string }).id !== id);
    const inside =
      feature &&
      (s.asked === 'all' ||
        (s.asked && feature.geometry.type === 'Point' && within(feature.geometry.coordinates, s.asked)));
    if (!inside && rest.length === s.features.length) return;
    const features = [...rest];
    const matched = s.matched + (inside ? 1 : 0) - (s.features.length - rest.length);
    if (inside) {
      const i = rest.findIndex((f) => before(feature, f));
      const beyond = i < 0 && s.matched > s.features.length;
      if (beyond && rest.length === s.features.length) return;
      if (!beyond) features.splice(i < 0 ? rest.length : i, 0, feature);
    }
    this.state.value = { ...s, features, matched };
  }

  async #fetch(asked: Bounds | 'all'): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.#wanted = asked;
    this.#since = [];
    this.state.value = { ...this.state.peek(), loading: true };
    try {
      const bbox = asked === 'all' ? undefined : asked;
      const found = await fetchLayer(this.id, { bbox, limit: this.#options.limit, more: this.#more }, request.signal);
      if (this.#request !== request) return;
      const features = found.features as readonly FeatureOf<L>[];
      this.#request = null;
      batch(() => {
        this.state.value = { features, matched: found.numberMatched, asked, loading: false, error: null };
        for (const change of this.#since) this.change(...change);
      });
    } catch (error) {
      if (aborted(error) || this.#request !== request) return;
      this.#request = null;
      this.state.value = { ...this.state.peek(), loading: false, error: refusal(error) };
    }
  }
}

export const covers = ([w, s, e, n]: Bounds, [w2, s2, e2, n2]: Bounds) => w <= w2 && s <= s2 && e >= e2 && n >= n2;

/** Whether what was asked for holds all of a view. */
const suffices = (asked: Bounds | 'all' | null, view: Bounds | 'all') =>
  asked === 'all' || (asked !== null && view !== 'all' && covers(asked, view));

const same = (a: Bounds | 'all' | null, b: Bounds | 'all') => String(a) === String(b);

/** The bounds with a margin on each side, still on the earth. */
export function widen([w, s, e, n]: Bounds): Bounds {
  const [dx, dy] = [(e - w) * margin, (n - s) * margin];
  return [Math.max(w - dx, -180), Math.max(s - dy, -90), Math.min(e + dx, 180), Math.min(n + dy, 90)];
}
