import type { find as en } from '../en/find';
import { choose } from '../plural';

const plural = choose('ar');

export const find: typeof en = {
  find: {
    title: 'ابحث عن مريض',
    inBar: 'المرضى',
    label: 'الاسم أو تاريخ الميلاد أو الهاتف أو رقم الملف، بأي ترتيب',
    placeholder: 'الاسم، تاريخ الميلاد، الهاتف، رقم الملف',
    hint: 'اكتب بأي ترتيب: «ماريا 3.2.1980» أو «‎+44 20 7946 0018» أو آخره «0018» أو «100-000-017». يُغتفر خطأ أو خطآن في الكتابة.',
    understood: 'فُهم على أنه',
    name: 'الاسم',
    born: 'الميلاد',
    phone: 'الهاتف',
    phoneEnd: 'هاتف ينتهي بـ',
    mrn: 'رقم الملف',
    email: 'البريد',
    orBorn: (date) => `أم ${date}؟`,
    unfinished: (digits) => `${digits} غير مكتمل بعد`,
    results: 'المرضى الموجودون',
    found: (n, more, all) => {
      if (more && all === undefined) return `أكثر من ${n}`;
      const words = plural(all ?? n, {
        zero: 'لا نتائج',
        one: 'نتيجة واحدة',
        two: 'نتيجتان',
        few: `${all ?? n} نتائج`,
        other: `${all ?? n} نتيجة`,
      });
      return more ? `${words}؛ يظهر أول ${n}` : words;
    },
    nobody: 'لم يُعثر على أحد.',
    nobodyWhy: 'المتوفون والسجلات المقيّدة لا يُعثر عليهم إلا برقم الملف.',
    register: 'سجّل مريضًا جديدًا',
    registerAs: (what) => `سجّل ${what} مريضًا جديدًا`,
    mayBeOld: 'جارٍ البحث…',
  },
};
