import { approvals } from './approvals';
import { board } from './board';
import { book } from './book';
import { cash } from './cash';
import { closing } from './closing';
import { day } from './day';
import { find } from './find';
import { patient } from './patient';
import { person } from './person';
import { register } from './register';
import { shell } from './shell';
import { values } from './values';
import { waiting } from './waiting';

/** Every text of the application, one file for each screen; the type of this is what each other language has to say. */
export const en = {
  ...shell,
  ...values,
  ...find,
  ...person,
  ...register,
  ...patient,
  ...book,
  ...cash,
  ...approvals,
  ...closing,
  ...day,
  ...board,
  ...waiting,
};

export type Texts = typeof en;
