import { expect, it } from 'vitest';
import { stepsOf, typedSteps } from './milestones.tsx';

const step = { title: { zh: '围挡', en: 'Fenced off' }, limit: { amount: 2, unit: 'work_hours' as const } };

it('milestones come back as they were', () => {
  expect(stepsOf(typedSteps([step]))).toEqual([step]);
  expect(stepsOf([])).toEqual([]);
});

it.each([
  ['no Chinese', { zh: ' ' }],
  ['no English', { en: '' }],
  ['no limit', { amount: '' }],
  ['a limit that is no number', { amount: 'x' }],
])('a milestone with %s is not whole', (_, more) => {
  expect(stepsOf(typedSteps([step]).map((m) => ({ ...m, ...more })))).toBeNull();
});
