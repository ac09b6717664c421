/*
 * The first letters of how Chinese is read: 派出所 is found by pcs. Nothing is carried for it: characters are compared, by their
 * reading, with the first character of each letter.
 */

const letters = 'abcdefghjklmnopqrstwxyz';
/** The character that stands first under each of these letters. No syllable begins with i, u or v. */
const firsts = '阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀';
const reading = new Intl.Collator('zh-Hans-u-co-pinyin');
const known = new Map<string, string>();

function initial(char: string): string {
  if (!/\p{Script=Han}/u.test(char)) return /[a-z0-9]/i.test(char) ? char.toLowerCase() : '';
  let at = firsts.length - 1;
  while (at > 0 && reading.compare(firsts[at] as string, char) > 0) at--;
  return letters[at] as string;
}

/** The initials of a text; letters and digits stand for themselves, and what is read as nothing is left out. */
export function initials(text: string): string {
  let out = '';
  for (const char of text) {
    const letter = known.get(char) ?? initial(char);
    known.set(char, letter);
    out += letter;
  }
  return out;
}
