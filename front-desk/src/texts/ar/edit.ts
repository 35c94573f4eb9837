import type { edit as en } from '../en/edit';
import { choose } from '../plural';

const plural = choose('ar');

const visits = (n: number | null) =>
  n === null
    ? ''
    : plural(n, { zero: 'لا زيارات', one: 'زيارة واحدة', two: 'زيارتان', few: `${n} زيارات`, other: `${n} زيارة` });
const places = (n: number | null) =>
  n === null
    ? ''
    : plural(n, {
        zero: 'لا أماكن في قائمة الانتظار',
        one: 'مكان في قائمة الانتظار',
        two: 'مكانان في قائمة الانتظار',
        few: `${n} أماكن في قائمة الانتظار`,
        other: `${n} مكانًا في قائمة الانتظار`,
      });

export const edit: typeof en = {
  edit: {
    act: 'عدّل البيانات',
    title: 'تعديل البيانات',
    key: 'عدّل بيانات المريض المفتوح',
    names: {
      givenName: 'الاسم الأول',
      familyName: 'اسم العائلة',
      unidentified: 'لا أحد يعرف من هذا',
      birthDate: 'تاريخ الميلاد',
      gender: 'الجنس',
      phone: 'الهاتف',
      email: 'البريد الإلكتروني',
      line1: 'الشارع والرقم',
      line2: 'السطر الثاني',
      postalCode: 'الرمز البريدي',
      city: 'المدينة',
      state: 'المحافظة أو المنطقة',
      country: 'البلد',
      contacts: 'من يُتَّصل به',
      identifiers: 'أرقام لدى جهات أخرى',
      active: 'الملف قيد الاستعمال',
      diedAt: 'توفي',
    },
    contactName: 'الاسم',
    relationship: 'صلته بالمريض',
    addContact: 'شخص يُتَّصل به',
    removeContact: (n) => `احذف جهة الاتصال ${n}`,
    system: 'الجهة التي تعطي الرقم',
    value: 'الرقم',
    addIdentifier: 'رقم، مثل الهوية الوطنية',
    removeIdentifier: (n) => `احذف الرقم ${n}`,
    activeWhat: 'لا يُحجز شيء لملف ليس قيد الاستعمال.',
    diedAtWhat: 'اليوم والوقت، بساعة العيادة',
    save: 'احفظ',
    saved: 'حُفظ',
    coming: (appointments, waiting) => {
      const planned = [visits(appointments), places(waiting)].filter((text) => text !== '').join('، ');
      return planned === ''
        ? 'تعذّر السؤال عن زيارات ما زالت مقرَّرة. لم يُلغَ شيء.'
        : `ما زال مقرَّرًا: ${planned}. لم يُلغَ شيء بهذا.`;
    },
    changed: 'غيّر شخص آخر بيانات هذا المريض في هذه الأثناء',
    changedWhat: 'لم يضِع شيء مما كتبته ولا مما كتبه الآخر. اختر لكل حقل ما يُحفظ.',
    mine: 'أنت',
    theirs: 'ما حُفظ في هذه الأثناء',
    choose: 'اختر واحدًا',
    saveChosen: 'احفظ ما اختير',
    goOn: 'رجوع إلى النموذج',
    empty: '(فارغ)',
    yes: 'نعم',
    no: 'لا',
  },
  allergies: {
    act: 'سجّل أو عدّل',
    title: 'الحساسية',
    key: 'سجّل حساسية المريض المفتوح أو عدّلها',
    none: 'لم تُسجَّل أي حساسية.',
    substance: 'حساسية من',
    substanceHint: 'بنسلين، لاتكس، فول سوداني',
    reaction: 'ما الذي حدث',
    reactionHint: 'طفح، تورّم، صدمة',
    criticality: 'مدى خطورتها',
    criticalities: { high: 'خطر كبير', low: 'خطر قليل', 'unable-to-assess': 'الخطر غير معروف' },
    status: 'هي',
    statuses: { active: 'قائمة الآن', inactive: 'غير قائمة الآن', resolved: 'زالت أو لم تكن' },
    record: 'سجّل',
    recorded: (substance) => `سُجّلت: ${substance}`,
    change: 'عدّل',
    changeOf: (substance) => `عدّل ${substance}`,
    noneKnown: 'سُئل: لا حساسية معروفة',
    done: 'إلى المريض',
  },
};
