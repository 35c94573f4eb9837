import { Kbd, Stack, Switch, Table } from '@mantine/core';
import { useTexts } from '../texts/language';
import { Dialog } from './dialog';
import { useSingleKeys } from './keys';

/** The keyboard map, and the choice to have no single keys. */
export function KeyboardHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTexts();
  const [on, set] = useSingleKeys();
  const rows: [string[], string][] = [
    [['/', 'Ctrl K'], t.keys.find],
    [['1', '–', '9'], t.keys.screen],
    [['↑', '↓'], t.keys.move],
    [['Enter'], t.keys.open],
    [['Ctrl Enter'], t.keys.register],
    [['b'], t.keys.book],
    [['m'], t.keys.pay],
    [['a'], t.patient.hereKey],
    [['e'], t.edit.key],
    [['l'], t.allergies.key],
    [['i'], t.bill.key],
    [['p'], t.prescribe.key],
    [['Ctrl Enter'], t.prescribe.sendKey],
    [['c'], t.keys.cause],
    [['a', 's', 'n', 'u'], t.day.keys.steps],
    [['m', 'x'], t.day.keys.change],
    [['w'], t.day.keys.walkIn],
    [['t', 'v', 'PgUp', 'PgDn'], t.day.keys.turn],
    [['Esc'], t.keys.leave],
    [['?'], t.keys.help],
  ];
  return (
    <Dialog opened={opened} onClose={onClose} title={t.keys.title} size="lg">
      <Stack>
        <Table>
          <Table.Tbody>
            {rows.map(([keys, what]) => (
              <Table.Tr key={what}>
                <Table.Td className="keys">
                  {keys.map((key) => (
                    <Kbd key={key} dir="ltr">
                      {key}
                    </Kbd>
                  ))}
                </Table.Td>
                <Table.Td>{what}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
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
