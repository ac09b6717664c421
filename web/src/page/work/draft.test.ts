import { describe, expect, it } from 'vitest';
import type { Action } from '../../api/work.ts';
import { caseFile, offer } from '../../testing/staff.ts';
import { matching } from './combobox.tsx';
import { actionOf, chiefOf, dayAfter, draftOf, emptyDraft, immediate, missing, needsOf, taskOf } from './draft.ts';
import { zh } from './words.ts';

const back = offer('return', { needs: ['note', 'reason'], reasons: ['not_ours', 'wrong_place'] });

describe('an action', () => {
  it('without needs is taken at once', () => {
    expect(immediate(offer('accept'))).toBe(true);
  });

  it.each([
    ['needs something', offer('dispatch', { needs: ['department'] })],
    ['has words that the reporter may read', offer('close')],
    ['is a note', offer('note', { needs: ['note'] })],
    ['has typed reasons', back],
  ])('that %s asks first', (_, given) => {
    expect(immediate(given)).toBe(false);
  });

  it('asks for what it needs in the order of its form', () => {
    expect(needsOf(back)).toEqual(['reason', 'note']);
    expect(needsOf(offer('split', { needs: ['task'] }))).toEqual(['department', 'until', 'note']);
    expect(needsOf(offer('assign', { needs: ['assignee'] }))).toEqual(['assignee']);
  });

  it('says what is missing, one at a time', () => {
    const draft = emptyDraft('return');
    expect(missing(back, draft, '2026-11-25')).toEqual({ need: 'reason', words: zh.needReason });
    expect(missing(back, { ...draft, reason: 'not_ours', note: '  ' }, '2026-11-25')?.need).toBe('note');
    expect(missing(back, { ...draft, reason: 'not_ours', note: 'x' }, '2026-11-25')).toBeNull();
  });

  it('takes words where no typed reason fits', () => {
    const reject = offer('reject', { needs: ['reason'], reasons: ['fixed', 'other'] });
    const because = (reason: string) => missing(reject, { ...emptyDraft('reject'), reason }, '2026-11-25')?.need;
    expect([because('fixed'), because('other')]).toEqual([undefined, 'note']);
  });

  it('takes no day that is not to come', () => {
    const defer = offer('defer', { needs: ['until'] });
    const on = (until: string) => missing(defer, { ...emptyDraft('defer'), until }, '2026-11-25');
    expect([on('')?.need, on('2026-11-25')?.need, on('2026-11-26')]).toEqual(['until', 'until', null]);
  });

  it('takes another severity or another matter, and a task without a day', () => {
    const regrade = offer('regrade', { needs: ['grade'] });
    const graded = (part: object) => missing(regrade, { ...emptyDraft('regrade'), ...part }, '2026-11-25')?.need;
    expect([graded({}), graded({ category: '06013' }), graded({ severity: 'urgent' })]).toEqual([
      'severity',
      undefined,
      undefined,
    ]);
    const split = offer('split', { needs: ['task'] });
    const task = { ...emptyDraft('split'), department: 'cg', note: 'x' };
    const due = (until: string) => missing(split, { ...task, until }, '2026-11-25')?.need;
    expect([due(''), due('2026-11-25'), due('2026-11-26')]).toEqual([undefined, 'until', undefined]);
  });

  it.each<[string, Action[], Action | null, Action[]]>([
    ['moves the case on', ['note', 'close', 'rework'], 'close', ['note', 'rework']],
    [
      'only says something, names somebody or calls for help',
      ['escalate', 'assign', 'note'],
      null,
      ['escalate', 'assign', 'note'],
    ],
    ['is offered elsewhere on the page', ['join', 'end_task'], null, []],
    [
      'comes before what is rather for others to do',
      ['duplicate', 'return', 'make_safe'],
      null,
      ['duplicate', 'return', 'make_safe'],
    ],
  ])('that %s is the next sensible one or not', (_, given, next, rest) => {
    const { chief, others } = chiefOf(caseFile({ offers: given.map((action) => offer(action as Action)) }));
    expect(chief?.action ?? null).toBe(next);
    expect(others.map((o) => o.action)).toEqual(rest);
  });

  it('is sent with the version that was seen and nothing that was left out', () => {
    const draft = { ...emptyDraft('return'), reason: 'not_ours', note: ' words ' };
    expect(actionOf({ version: 7 }, draft)).toEqual({
      action: 'return',
      version: 7,
      reason: 'not_ours',
      note: 'words',
    });
  });

  it('comes back as it was typed', () => {
    const draft = {
      ...emptyDraft('dispatch'),
      department: 'cg',
      note: 'words',
      publicNote: 'told',
      severity: 'urgent' as const,
      assignee: '0',
    };
    expect(draftOf(actionOf({ version: 1 }, draft), '/api/v1/cases/c1/actions')).toEqual(draft);
  });

  it('that gives or ends a task comes back as it was typed, too', () => {
    const split = { ...emptyDraft('split'), department: 'cg', note: 'cordon off' };
    expect(draftOf(taskOf(split), '/api/v1/cases/c1/tasks')).toEqual(split);
    const end = { ...emptyDraft('end_task'), note: 'not ours', task: { id: 't7', end: 'returned' as const } };
    expect(draftOf({ state: 'returned', note: 'not ours' }, '/api/v1/tasks/t7')).toEqual(end);
  });
});

it('counts days over the end of a month', () => {
  expect(dayAfter(new Date(2026, 10, 29), 3)).toBe('2026-12-02');
});

describe('the departments that match what was typed', () => {
  const options = ['市政养护队', '城市管理岗', '派出所'].map((label, i) => ({ value: `d${i}`, label }));
  it.each([
    ['', '市政养护队 城市管理岗 派出所'],
    ['市', '市政养护队 城市管理岗'],
    ['管理', '城市管理岗'],
    [' D2 ', '派出所'],
    ['消防', ''],
  ])('%s: %s', (typed, found) => {
    expect(
      matching(options, typed)
        .map((o) => o.label)
        .join(' '),
    ).toBe(found);
  });
});
