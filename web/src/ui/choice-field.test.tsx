import { signal } from '@preact/signals';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mount } from '../testing/mount.ts';
import { type Choice, ChoiceField } from './choice-field.tsx';

const all: readonly Choice[] = [
  { value: '500101', name: '第 1 网格' },
  { value: '500102', name: '第 2 网格' },
];

/** The list; null: it is on its way. */
const list = signal<readonly Choice[] | null>(all);
let page: Awaited<ReturnType<typeof mount>>;
let chosen: string[];

function Chooser() {
  const listed = list.value;
  return (
    <ChoiceField
      label="网格"
      value=""
      name=""
      set={(value) => chosen.push(value)}
      choices={(typed) => (listed ?? []).filter((c) => c.value.startsWith(typed.trim()))}
      waiting={listed === null}
      placeholder=""
      listed="网格"
      none={() => ''}
    />
  );
}

beforeEach(async () => {
  list.value = all;
  chosen = [];
  page = await mount(<Chooser />);
});
afterEach(() => page.leave());

const leave = () => act(() => void page.one('input').dispatchEvent(new FocusEvent('blur')));

it('what was typed in full is chosen by leaving the field', async () => {
  await page.type('input', '500102');
  await leave();
  expect(chosen).toEqual(['500102']);
});

it('what was typed in part is not', async () => {
  await page.type('input', '5001');
  await leave();
  expect(chosen).toEqual([]);
  expect((page.one('input') as HTMLInputElement).value).toBe('');
});

it('what was typed before the list came is chosen when it comes', async () => {
  await act(() => {
    list.value = null;
  });
  await page.type('input', '500101');
  await leave();
  expect(chosen).toEqual([]);
  await act(() => {
    list.value = all;
  });
  expect(chosen).toEqual(['500101']);
});
