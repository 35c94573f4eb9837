import './keyboard-help.css';
import { Kbd, Stack, Switch } from '@mantine/core';
import { useMay, type OperationName } from '../access/may';
import { useTexts } from '../texts/language';
import { Dialog } from './dialog';
import { useSingleKeys } from './keys';
import { useScreens } from './screens';

/** The keyboard map of what the role may do, and the choice to have no single keys. */
export function KeyboardHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTexts();
  const [on, set] = useSingleKeys();
  const may = useMay();
  const screens = useScreens().screens.length;
  const rows: [string[], string, OperationName?][] = [
    [['/', 'Ctrl K'], t.keys.find, 'listPatients'],
    ...(screens > 1 ? [[['1', '–', String(screens)], t.keys.screen] satisfies [string[], string]] : []),
    [['↑', '↓'], t.keys.move],
    [['Enter'], t.keys.open],
    [['Ctrl Enter'], t.keys.register, 'registerPatient'],
    [['b'], t.keys.book, 'bookAppointment'],
    [['m'], t.keys.pay, 'takePayment'],
    [['d'], t.cash.depositKey, 'takePayment'],
    [['r'], t.cash.refundKey, 'refundPayment'],
    [['a'], t.patient.hereKey, 'arrive'],
    [['e'], t.edit.key, 'changePatient'],
    [['l'], t.allergies.key, 'recordAllergy'],
    [['i'], t.bill.key, 'issueBill'],
    [['p'], t.prescribe.key, 'prescribe'],
    [['Ctrl Enter'], t.prescribe.sendKey, 'prescribe'],
    [['c'], t.keys.cause],
    [['o', 'a', 's', 'n', 'u'], t.day.keys.steps, 'arrive'],
    [['m', 'x'], t.day.keys.change, 'rescheduleAppointment'],
    [['w'], t.day.keys.walkIn, 'bookAppointment'],
    [['t', 'v', 'PgUp', 'PgDn'], t.day.keys.turn, 'listTimeOff'],
    [['Esc'], t.keys.leave],
    [['?'], t.keys.help],
  ];
  const usable = rows.filter(([, , needs]) => needs === undefined || may(needs));
  return (
    <Dialog opened={opened} onClose={onClose} title={t.keys.title} size="lg">
      <Stack>
        <table className="key-list">
          <tbody>
            {usable.map(([keys, what]) => (
              <tr key={what}>
                <td className="keys">
                  {keys.map((key) => (
                    <Kbd key={key} dir="ltr">
                      {key}
                    </Kbd>
                  ))}
                </td>
                <td>{what}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <Switch
          checked={on}
          onChange={(event) => set(event.currentTarget.checked)}
          label={t.keys.single}
          description={t.keys.singleWhat}
        />
      </Stack>
    </Dialog>
  );
}
