import { effect, untracked } from '@preact/signals';
import type { Action } from '../../api/work.ts';
import { keysDialog, pageKeys } from '../../ui/dialog.tsx';
import { begin, menu, press, toggleMenu, undo } from './act.tsx';
import { deeds } from './deeds.ts';
import { chiefOf, drafts, setDraft } from './draft.ts';
import {
  closeCase,
  deedBox,
  deedOf,
  file,
  filtering,
  focusRow,
  neighbour,
  openCase,
  queue,
  queues,
  renew,
  search,
  selected,
} from './store.ts';
import { words } from './words.ts';

const letters: Readonly<Record<string, Action>> = { a: 'accept', d: 'dispatch', r: 'return', n: 'note' };

/** The keys of the work page, until the returned function is called. They go before those of the frame. */
export function startKeys(): () => void {
  document.addEventListener('keydown', onKey, true);
  const stopEarly = followEarly();
  const stop = effect(() => {
    const t = words.value.keys;
    pageKeys.value = [
      [['J', 'K'], t.next],
      [['Enter'], t.enter],
      [['A'], t.accept],
      [['D'], t.dispatch],
      [['R'], t.return],
      [['N'], t.note],
      [['E'], t.menu],
      [['1', '…', '9'], t.digits],
      [['U'], t.undo],
      [['[', ']'], t.queue],
      [['.'], t.renew],
      [['/'], t.search],
      [['F'], t.filter],
      [['Esc'], t.back],
      [['?'], t.help],
    ];
  });
  return () => {
    document.removeEventListener('keydown', onKey, true);
    stop();
    stopEarly();
    early = null;
    pageKeys.value = null;
  };
}

function onKey(event: KeyboardEvent): void {
  if (event.metaKey || event.ctrlKey || event.altKey || document.querySelector('dialog[open]')) return;
  const target = event.target as HTMLElement;
  if (target.closest?.('input, textarea, select')) {
    if (event.key === 'Escape' && target.closest('.work-form')) leaveForm(event, target);
    return;
  }
  if (!act(event, target)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** Out of the form: what was typed stays until it is cancelled by Esc once more, or another action is chosen. */
function leaveForm(event: KeyboardEvent, target: HTMLElement): void {
  if (target.getAttribute('aria-expanded') === 'true') return; // the list of a field closes first
  event.preventDefault();
  event.stopPropagation();
  const id = selected.peek();
  if (id) setDraft(id, null);
  focusRow();
}

/** Does what a key asks for; whether it asked for anything. */
function act(event: KeyboardEvent, target: HTMLElement): boolean {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  switch (key) {
    case 'j':
    case 'k':
      show(key === 'j' ? 1 : -1);
      return true;
    case 'ArrowDown':
    case 'ArrowUp':
      if (!target.closest?.('.work-list') && target !== document.body) return false;
      show(key === 'ArrowDown' ? 1 : -1);
      return true;
    case '/':
      document.querySelector<HTMLElement>('#work-search')?.focus();
      return true;
    case 'f':
      filtering.value = true;
      requestAnimationFrame(() => document.querySelector<HTMLElement>('#work-category-filter')?.focus());
      return true;
    case '?':
      keysDialog.value = true;
      return true;
    case '.':
      void renew();
      return true;
    case '[':
    case ']':
      stepQueue(key === ']' ? 1 : -1);
      return true;
    case 'u': {
      const last = deeds
        .peek()
        .filter((d) => d.state === 'held')
        .at(-1);
      if (last) undo(last);
      return true;
    }
    case 'Escape':
      return back();
    default:
      return onCaseKey(key, target);
  }
}

/** A key that was pressed before its case had come: fast hands lose nothing. */
let early: { id: string; key: string } | null = null;

/** Does what was asked for too early once the case is there, until the returned function is called. */
function followEarly(): () => void {
  return effect(() => {
    const c = file.value.data;
    if (!c || early?.id !== c.id) return;
    const { key } = early;
    early = null;
    untracked(() => onCaseKey(key, document.body));
  });
}

function onCaseKey(key: string, target: HTMLElement): boolean {
  const c = file.peek().data;
  const id = selected.peek();
  if (!id) return false;
  if (c?.id !== id) {
    if (!letters[key] && key !== 'e' && key !== 'Enter') return false;
    early = { id, key };
    return true;
  }
  if (key === 'e') {
    toggleMenu(id);
    return true;
  }
  const action = letters[key];
  if (action) {
    press(c, action);
    return true;
  }
  if (key !== 'Enter') return false;
  // A button that has the focus is pressed by Enter itself; a row that is on show already has nothing more to open.
  const own = target.closest?.('button, a, summary');
  if (own && !(own.matches('[data-row][aria-current="true"]') || own.matches('[data-chief]'))) return false;
  const deed = deedOf(c.id);
  if (deed) {
    if (deed.state === 'held') void deedBox()?.flush(deed.key);
    else document.querySelector<HTMLElement>('[data-chief]')?.click();
    return true;
  }
  const { chief } = chiefOf(c);
  if (chief && !drafts.peek().has(c.id)) begin(c, chief);
  return true;
}

function show(step: 1 | -1): void {
  const row = neighbour(step);
  if (!row) return;
  openCase(row.id);
  focusRow();
}

function stepQueue(step: 1 | -1): void {
  const shown = (queues.peek().data ?? []).filter((q) => q.count > 0 || q.queue === 'all');
  const next = shown[shown.findIndex((q) => q.queue === queue.peek()) + step];
  if (!next) return;
  selected.value = null;
  queue.value = next.queue;
}

/** One step back: the menu, the form, the case, the search. */
function back(): boolean {
  const id = selected.peek();
  if (id && menu.peek() === id) menu.value = null;
  else if (id && drafts.peek().has(id)) setDraft(id, null);
  else if (id) closeCase();
  else if (search.peek()) search.value = '';
  else return false;
  return true;
}
