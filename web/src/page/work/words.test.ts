import { goodWords } from '../../testing/words.ts';
import { en, zh } from './words.ts';

goodWords('the words of the work page', zh, en);
