import './consent-text.css';

/** A point of the words on personal data: what it is about, where that is said, and the words. */
export type Point = readonly [about: string, words: string];

/** The words as a list of points: a line each, what it is about before a colon. A line without belongs to the point above. */
export function pointsOf(text: string): readonly Point[] {
  const points: [string, string][] = [];
  for (const line of text.split('\n').filter((l) => l.trim())) {
    const [, about = '', words = ''] = /^\s*([^：:。.]{1,24})[：:]\s*(.+)$/.exec(line) ?? [];
    const last = points.at(-1);
    if (about) points.push([about, words]);
    else if (last) last[1] += `\n${line.trim()}`;
    else points.push(['', line.trim()]);
  }
  return points;
}

/** What people agree to who leave something of themselves. */
export function ConsentText({ text }: { text: string }) {
  const points = pointsOf(text);
  if (!points.some(([about]) => about)) return <p class="consent-text">{text}</p>;
  return (
    <dl class="consent-text">
      {points.map(([about, words]) => (
        <div key={about}>
          <dt>{about}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
