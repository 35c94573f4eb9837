/** A bill that is owed; amounts in minor units. */
export interface Owed {
  billId: string;
  due: number;
}

/** What is handed over by one method; amounts in minor units. */
export interface Part<Method extends string = string> {
  method: Method;
  amount: number;
  /** Cash that was given, where more than the amount. */
  given: number | undefined;
  reference: string;
}

export interface Share<Method extends string = string> extends Part<Method> {
  billId: string;
}

/**
 * Shares what is handed over out among the bills, in their order: the first is paid in full before the next gets anything. Each
 * share is one payment. The change of cash belongs to the last of its shares, so that given less change is what was paid.
 */
export function shareOut<Method extends string>(
  bills: readonly Owed[],
  parts: readonly Part<Method>[],
): Share<Method>[] {
  const shares: Share<Method>[] = [];
  const open = bills.map((bill) => ({ ...bill }));
  for (const part of parts) {
    let left = part.amount;
    for (const bill of open) {
      const amount = Math.min(left, bill.due);
      if (amount === 0) continue;
      left -= amount;
      bill.due -= amount;
      const change = left === 0 && part.given !== undefined ? part.given - part.amount : 0;
      shares.push({
        ...part,
        billId: bill.billId,
        amount,
        given: part.given === undefined ? undefined : amount + change,
      });
    }
  }
  return shares;
}

/** Returns what each bill gets of the shares, by its id, in minor units. */
export function sharesByBill(shares: readonly Share[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { billId, amount } of shares) sums.set(billId, (sums.get(billId) ?? 0) + amount);
  return sums;
}
