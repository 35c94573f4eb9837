import type { Texts } from '../en';
import { board } from './board';
import { book } from './book';
import { day } from './day';
import { find } from './find';
import { patient } from './patient';
import { person } from './person';
import { register } from './register';
import { shell } from './shell';
import { values } from './values';
import { waiting } from './waiting';

export const ar: Texts = {
  ...shell,
  ...values,
  ...find,
  ...person,
  ...register,
  ...patient,
  ...book,
  ...day,
  ...board,
  ...waiting,
};
