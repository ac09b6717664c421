import { goodWords } from '../testing/words.ts';
import { words as gate } from '../ui/gate.tsx';
import { words as join } from './join/words.ts';
import { words as accounts } from './manage/accounts/words.ts';
import { words as audit } from './manage/audit/words.ts';
import { words as calendar } from './manage/calendar/words.ts';
import { words as categories } from './manage/categories/words.ts';
import { words as codes } from './manage/codes/words.ts';
import { words as departments } from './manage/departments/words.ts';
import { words as hooks } from './manage/hooks/words.ts';
import { words as members } from './manage/members/words.ts';
import { words as own } from './manage/own/words.ts';
import { words as rules } from './manage/rules/words.ts';
import { words as manage } from './manage/words.ts';
import { words as report } from './report/more/words.ts';
import { words as track } from './track/words.ts';
import { words as verify } from './verify/words.ts';

const tables = {
  gate,
  join,
  'manage/accounts': accounts,
  'manage/audit': audit,
  'manage/calendar': calendar,
  'manage/categories': categories,
  'manage/codes': codes,
  'manage/departments': departments,
  'manage/hooks': hooks,
  'manage/members': members,
  'manage/own': own,
  'manage/rules': rules,
  manage,
  'report/more': report,
  track,
  verify,
};

for (const [name, { zh, en }] of Object.entries(tables)) goodWords(`the words of ${name}`, zh, en);
