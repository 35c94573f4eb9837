import { approvals } from './approvals';
import { audit } from './audit';
import { bill } from './bill';
import { board } from './board';
import { book } from './book';
import { cash } from './cash';
import { closing } from './closing';
import { day } from './day';
import { dispense } from './dispense';
import { edit } from './edit';
import { find } from './find';
import { patient } from './patient';
import { person } from './person';
import { prescribe } from './prescribe';
import { problemTitles } from './problem-titles';
import { problems } from './problems';
import { register } from './register';
import { shell } from './shell';
import { signIn } from './sign-in';
import { unchecked } from './unchecked';
import { units } from './units';
import { values } from './values';
import { waiting } from './waiting';

/** Every text of the application, one file for each screen; the type of this is what each other language has to say. */
export const en = {
  ...signIn,
  ...shell,
  ...units,
  ...values,
  ...find,
  ...person,
  ...register,
  ...edit,
  ...patient,
  ...book,
  ...cash,
  ...bill,
  ...approvals,
  ...closing,
  ...day,
  ...board,
  ...waiting,
  ...prescribe,
  ...dispense,
  ...audit,
  ...problems,
  ...problemTitles,
  ...unchecked,
};

export type Texts = typeof en;
