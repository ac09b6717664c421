import { signal } from '@preact/signals';
import { aborted, api, type Entries, type Refusal, take } from '../api/client.ts';
import type { components } from '../schema.gen.d.ts';
import { refusal } from './load.ts';

/** One figure of every cell of an edition, by the cell's ordinal; null where it is not known, or too few to tell. */
export type Values = Schemas['CellValues'] & { values: readonly (number | null)[] };
type Schemas = components['schemas'];

export interface ValuesState {
  data: Values | null;
  loading: boolean;
  error: Refusal | null;
}

/** The figures of a layer of cells. What was fetched last stays in sight until its successor is there. */
export class ValuesStore {
  readonly state = signal<ValuesState>({ data: null, loading: false, error: null });
  readonly #layer: 'cells' | 'coverage';
  #query: Entries | null = null;
  #key = '';
  #request: AbortController | null = null;

  constructor(layer: 'cells' | 'coverage') {
    this.#layer = layer;
  }

  /** Fetches a figure, unless it is there already or on its way. */
  want(figure: string, net: string, more: Entries = []): void {
    const query: Entries = [['figure', figure], ['net', net], ...more];
    const key = JSON.stringify(query);
    if (key === this.#key && !this.state.peek().error) return;
    this.#query = query;
    this.#key = key;
    void this.again();
  }

  /** Fetches again what was wanted last. */
  async again(): Promise<void> {
    if (!this.#query) return;
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.state.value = { ...this.state.peek(), loading: true, error: null };
    try {
      const query = Object.fromEntries(this.#query) as { figure: Schemas['CellValues']['figure'] };
      const params = { path: { id: this.#layer }, query };
      const data = (await take(api.GET('/api/v1/layers/{id}/values', { params, signal: request.signal }))) as Values;
      if (this.#request === request) this.state.value = { data, loading: false, error: null };
    } catch (error) {
      if (this.#request === request && !aborted(error))
        this.state.value = { ...this.state.peek(), loading: false, error: refusal(error) };
    }
  }

  forget(): void {
    this.#request?.abort();
    this.#request = null;
    this.#query = null;
    this.#key = '';
    this.state.value = { data: null, loading: false, error: null };
  }
}
