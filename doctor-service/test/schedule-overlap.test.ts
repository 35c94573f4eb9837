import { overlapsIn, type Block } from '../src/schedule';

const block = (day: Block['day'], start: string, end: string): Block => ({ day, start, end });
const placesOf = (...weekly: Block[]) => overlapsIn(weekly).map(({ place }) => place);

it.each<[string, Block, Block]>([
  ['the same hours', block('mon', '09:00', '12:00'), block('mon', '09:00', '12:00')],
  ['hours inside others', block('mon', '09:00', '17:00'), block('mon', '12:00', '13:00')],
  ['a night that reaches into the next morning', block('mon', '22:00', '06:00'), block('tue', '05:00', '09:00')],
  ['Sunday night and Monday morning', block('sun', '22:00', '06:00'), block('mon', '05:30', '09:00')],
  ['a whole day and an hour of it', block('wed', '00:00', '24:00'), block('wed', '23:00', '24:00')],
])('finds %s to overlap, in either order', (_what, a, b) => {
  expect(placesOf(a, b)).toEqual([1]);
  expect(placesOf(b, a)).toEqual([1]);
});

it.each<[string, Block, Block]>([
  ['hours that meet', block('mon', '09:00', '12:00'), block('mon', '12:00', '17:00')],
  ['the same hours of two days', block('mon', '09:00', '12:00'), block('tue', '09:00', '12:00')],
  ['a night that ends when the day begins', block('sun', '22:00', '06:00'), block('mon', '06:00', '12:00')],
])('lets %s stand side by side, in either order', (_what, a, b) => {
  expect(placesOf(a, b)).toEqual([]);
  expect(placesOf(b, a)).toEqual([]);
});

it('names the earlier block that each one overlaps', () => {
  const morning = block('mon', '09:00', '12:00');
  const late = block('mon', '11:00', '14:00');
  expect(overlapsIn([morning, block('tue', '09:00', '12:00'), late])).toEqual([
    { place: 2, block: late, earlier: morning },
  ]);
});
