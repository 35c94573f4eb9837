import { BillLineRows } from '../cash/bill-line-rows';
import type { Bill } from '../cash/use-account';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';

/** What stands on a bill. */
export function BillLines({ bill }: { bill: Bill }) {
  const t = useTexts();
  const format = useFormat();
  const { details, amount, currency, discountAmount, paidAmount, refundedAmount, dueAmount, status } = bill;
  const sums: [string, number][] = [
    [t.bill.total, amount],
    [t.bill.discount, -discountAmount],
    [t.bill.paid, refundedAmount - paidAmount],
  ];
  return (
    <table className="bill-table">
      <tbody>
        <BillLineRows bill={bill} />
        {details && (
          <tr>
            <td colSpan={3}>
              <bdi>{details}</bdi>
            </td>
          </tr>
        )}
      </tbody>
      <tfoot>
        {sums.map(
          ([name, sum], index) =>
            (index === 0 || sum !== 0) && (
              <tr key={name}>
                <th colSpan={2}>{name}</th>
                <td className="number">{format.money(sum, currency)}</td>
              </tr>
            ),
        )}
        {status !== 'draft' && status !== 'cancelled' && (
          <tr className="bill-due">
            <th colSpan={2}>{t.bill.due}</th>
            <td className="number">{format.money(dueAmount, currency)}</td>
          </tr>
        )}
      </tfoot>
    </table>
  );
}
