import type { Texts } from '../en';
import { audit } from './audit';
import { book } from './book';
import { dispense } from './dispense';
import { find } from './find';
import { patient } from './patient';
import { person } from './person';
import { prescribe } from './prescribe';
import { register } from './register';
import { shell } from './shell';
import { values } from './values';

export const ar: Texts = {
  ...shell,
  ...values,
  ...find,
  ...person,
  ...register,
  ...patient,
  ...book,
  ...prescribe,
  ...dispense,
  ...audit,
};
