import { fetchLayer } from '../../api/client.ts';
import { load, loaded } from '../../data/load.ts';

/** The cells of the net in effect, for choices: code and name. */
export const cells = loaded<readonly { code: string; name: string; label: [number, number] }[]>();

/** More cells than a street has; a city's administrators type the code. */
const most = 2000;

export async function loadCells(): Promise<void> {
  if (cells.peek().data || cells.peek().loading) return;
  await load(cells, async () =>
    (await fetchLayer('cells', { limit: most })).features
      .map(({ properties: p }) => ({ code: p.code, name: p.name, label: p.label }))
      .sort((a, b) => a.code.localeCompare(b.code)),
  );
}

/** A cell's name, or its code where that is not known. */
export const cellName = (code: string) => cells.value.data?.find((c) => c.code === code)?.name || code;
