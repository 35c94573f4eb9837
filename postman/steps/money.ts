import { inFolder } from '../step';
import { approvals } from './money/approvals';
import { bills } from './money/bills';
import { books } from './money/books';
import { closings } from './money/closings';
import { deposits } from './money/deposits';
import { refunds } from './money/refunds';

export const money = inFolder('6 Bill and pay', [
  ...bills,
  ...deposits,
  ...refunds,
  ...approvals,
  ...closings,
  ...books,
]);
