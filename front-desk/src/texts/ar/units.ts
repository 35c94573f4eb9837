import { countedUnit, type CountedUnit } from '../counted-units';
import type { units as en } from '../en/units';
import { choose } from '../plural';

const plural = choose('ar');

/** One, two, a few, and many of it; what has none here stays as it was written. */
const forms: Partial<Record<CountedUnit, [string, string, string, string]>> = {
  tablet: ['قرص', 'قرصان', 'أقراص', 'قرصًا'],
  capsule: ['كبسولة', 'كبسولتان', 'كبسولات', 'كبسولة'],
  pill: ['حبة', 'حبتان', 'حبات', 'حبة'],
  lozenge: ['قرص مص', 'قرصا مص', 'أقراص مص', 'قرص مص'],
  sachet: ['كيس', 'كيسان', 'أكياس', 'كيسًا'],
  strip: ['شريط', 'شريطان', 'أشرطة', 'شريطًا'],
  piece: ['قطعة', 'قطعتان', 'قطع', 'قطعة'],
  drop: ['قطرة', 'قطرتان', 'قطرات', 'قطرة'],
  puff: ['بخة', 'بختان', 'بخات', 'بخة'],
  spray: ['رشة', 'رشتان', 'رشات', 'رشة'],
  inhaler: ['بخاخ', 'بخاخان', 'بخاخات', 'بخاخًا'],
  patch: ['لصقة', 'لصقتان', 'لصقات', 'لصقة'],
  dressing: ['ضمادة', 'ضمادتان', 'ضمادات', 'ضمادة'],
  suppository: ['تحميلة', 'تحميلتان', 'تحاميل', 'تحميلة'],
  pessary: ['تحميلة مهبلية', 'تحميلتان مهبليتان', 'تحاميل مهبلية', 'تحميلة مهبلية'],
  enema: ['حقنة شرجية', 'حقنتان شرجيتان', 'حقن شرجية', 'حقنة شرجية'],
  ring: ['حلقة', 'حلقتان', 'حلقات', 'حلقة'],
  implant: ['غرسة', 'غرستان', 'غرسات', 'غرسة'],
  dose: ['جرعة', 'جرعتان', 'جرعات', 'جرعة'],
  unit: ['وحدة', 'وحدتان', 'وحدات', 'وحدة'],
  ampoule: ['أمبولة', 'أمبولتان', 'أمبولات', 'أمبولة'],
  vial: ['قارورة', 'قارورتان', 'قوارير', 'قارورة'],
  syringe: ['محقنة', 'محقنتان', 'محاقن', 'محقنة'],
  pen: ['قلم حقن', 'قلما حقن', 'أقلام حقن', 'قلم حقن'],
  cartridge: ['خرطوشة', 'خرطوشتان', 'خراطيش', 'خرطوشة'],
  injection: ['حقنة', 'حقنتان', 'حقن', 'حقنة'],
  teaspoon: ['ملعقة صغيرة', 'ملعقتان صغيرتان', 'ملاعق صغيرة', 'ملعقة صغيرة'],
  tablespoon: ['ملعقة كبيرة', 'ملعقتان كبيرتان', 'ملاعق كبيرة', 'ملعقة كبيرة'],
  box: ['علبة', 'علبتان', 'علب', 'علبة'],
  pack: ['عبوة', 'عبوتان', 'عبوات', 'عبوة'],
  bottle: ['زجاجة', 'زجاجتان', 'زجاجات', 'زجاجة'],
  tube: ['أنبوب', 'أنبوبان', 'أنابيب', 'أنبوبًا'],
  device: ['جهاز', 'جهازان', 'أجهزة', 'جهازًا'],
};

export const units: typeof en = {
  countedIn: (n, number, unit) => {
    const word = countedUnit(unit);
    const [one, two, few, many] = (word && forms[word]) ?? [];
    if (one === undefined || two === undefined) return `${number} ${unit}`;
    const alone = /^\S+ة(?: |$)/.test(one) ? 'واحدة' : 'واحد';
    return plural(n, {
      one: `${one} ${alone}`,
      two,
      few: `${number} ${few}`,
      many: `${number} ${many}`,
      other: `${number} ${one}`,
    });
  },
  unitName: (unit) => {
    const word = countedUnit(unit);
    return (word && forms[word]?.[0]) ?? unit;
  },
};
