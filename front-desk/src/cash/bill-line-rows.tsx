import { useFormat } from '../texts/format';
import type { Bill } from './use-account';

/** The lines of a bill as rows of a table with three columns. */
export function BillLineRows({ bill: { lines, currency } }: { bill: Bill }) {
  const format = useFormat();
  return lines.map(({ description, quantity, unitAmount, amount }, index) => (
    <tr key={index}>
      <td>
        <bdi>{description}</bdi>
      </td>
      <td className="number">
        {format.number(quantity)} × {format.money(unitAmount, currency)}
      </td>
      <td className="number">{format.money(amount, currency)}</td>
    </tr>
  ));
}
