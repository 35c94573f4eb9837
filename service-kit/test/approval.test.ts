import { approvalAbove, needsApproval, readApprovalLimits } from '../src/approval';

const limits = readApprovalLimits('EUR=500.00, JPY=50000,KWD=0');

it('needs approval above the limit, and not at it', () => {
  expect(needsApproval(limits, 'EUR', 50_000n)).toBe(false);
  expect(needsApproval(limits, 'EUR', 50_001n)).toBe(true);
  expect(needsApproval(limits, 'JPY', 50_000n)).toBe(false);
  expect(needsApproval(limits, 'JPY', 50_001n)).toBe(true);
});

it('needs approval for any sum where the limit is 0, and in a currency that is not named', () => {
  expect(needsApproval(limits, 'KWD', 1n)).toBe(true);
  expect(needsApproval(limits, 'USD', 1n)).toBe(true);
});

it('has a limit in common currencies where none is set', () => {
  const usual = readApprovalLimits(approvalAbove.parse(undefined));
  expect(usual.get('USD')).toBe(50_000n);
  expect(usual.get('JPY')).toBe(75_000n);
  expect(usual.get('KES')).toBeUndefined();
});

it.each([
  ['', 'has "" in it'],
  ['500', 'has "500" in it'],
  ['EUR:500', 'has "EUR:500" in it'],
  ['EUR=-1', 'has "EUR=-1" in it'],
  ['EUR=1e9', 'has "EUR=1e9" in it'],
  ['EUR=500,', 'has "" in it'],
  ['EUR=1.234.567', 'has "EUR=1.234.567" in it'],
  ['*=500', 'has "*=500" in it'],
  ['HRK=500', 'names HRK, which is not a currency in use'],
  ['EUR=500,EUR=5000', 'names EUR twice'],
  ['EUR=500.001', 'may have at most 2 decimals in EUR'],
  ['JPY=500.5', 'may have at most 0 decimals in JPY'],
])('is not set to %p, and says why', (text, why) => {
  const { error } = approvalAbove.safeParse(text);
  expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining(why)]);
});

it('says everything that is wrong at once', () => {
  expect(approvalAbove.safeParse('EUR=x,HRK=1').error?.issues).toHaveLength(2);
});
