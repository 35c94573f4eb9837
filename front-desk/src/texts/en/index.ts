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

/** Every text of the application, one file for each screen; the type of this is what each other language has to say. */
export const en = {
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

export type Texts = typeof en;
