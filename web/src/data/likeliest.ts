/** What has a code and a name to be found by. */
export interface Coded {
  code: string;
  name: string;
}

/** Those that what was typed may mean, the likeliest first: the code or a name that begins with it, then one that has it somewhere. */
export function likeliest<T extends Coded>(all: readonly T[], typed: string): readonly T[] {
  const q = typed.trim().toLowerCase();
  if (!q) return all;
  const rank = ({ code, name }: T) => {
    const n = name.toLowerCase();
    if (code.toLowerCase().startsWith(q) || n.startsWith(q)) return 0;
    return n.includes(q) ? 1 : 2;
  };
  return all.filter((a) => rank(a) < 2).sort((a, b) => rank(a) - rank(b));
}
