import type { person as en } from '../en/person';
import { choose } from '../plural';

const plural = choose('ar');

export const person: typeof en = {
  person: {
    unnamed: 'الاسم غير معروف',
    ageYears: (n) =>
      plural(n, { zero: 'أقل من سنة', one: 'سنة واحدة', two: 'سنتان', few: `${n} سنوات`, other: `${n} سنة` }),
    ageMonths: (n) =>
      plural(n, { zero: 'أقل من شهر', one: 'شهر واحد', two: 'شهران', few: `${n} أشهر`, other: `${n} شهرًا` }),
    about: (age) => `نحو ${age}`,
    bornUnknown: 'تاريخ الميلاد غير معروف',
    male: 'ذكر',
    female: 'أنثى',
    other: 'جنس آخر',
    unknown: 'الجنس غير معروف',
    deceased: 'متوفى',
    deceasedOn: (date) => `توفي ${date}`,
    inactive: 'سجل غير مستعمل',
    unidentified: 'مجهول الهوية',
    allergies: 'الحساسية',
    noneKnown: 'لا حساسية معروفة',
    noneKnownSince: (date) => `سُئل ${date}`,
    notAsked: 'الحساسية غير معروفة',
    notAskedWhy: 'لم يُسأل بعد',
    highRisk: 'خطر شديد',
    mrn: 'رقم الملف',
    noPhone: 'بلا هاتف',
  },
  restricted: {
    title: 'هذا السجل مقيّد',
    what: 'لا يراه إلا فريق الرعاية. في حالة الطوارئ يمكنك كسر الزجاج: ترى السجل أربع ساعات في كل الخدمات، ويُحفظ السبب ويراجعه المدقق.',
    maynot: 'لا يراه إلا فريق الرعاية.',
    reason: 'لماذا يجب أن تراه الآن',
    breakGlass: 'اكسر الزجاج لأربع ساعات',
  },
};
