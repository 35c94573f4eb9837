import type { patient as en } from '../en/patient';
import { choose } from '../plural';

const plural = choose('ar');

export const patient: typeof en = {
  patient: {
    title: 'المريض',
    notFound: 'لا يوجد مريض كهذا، أو ليس متاحًا لك.',
    timeline: 'الخط الزمني',
    coming: 'القادم',
    today: 'اليوم',
    nothing: 'لم يُسجَّل شيء بعد.',
    show: 'اعرض',
    sources: {
      appointment: 'الزيارات',
      prescription: 'الوصفات',
      dispense: 'المصروف',
      bill: 'الفواتير',
      payment: 'المدفوعات',
    },
    sourceFails: (source) => `تعذّرت قراءة «${source}» الآن. الباقي كامل، وهذا يأتي من نفسه.`,
    older: 'اعرض الأقدم',
    from: 'من',
    ledTo: 'نتج عنه',
    owes: (money) => `عليه ${money}`,
    deposit: (money) => `وديعة ${money}`,
    owesNothing: 'لا شيء عليه',
    copied: 'نُسخ',
    copyMrn: (mrn) => `انسخ رقم الملف ${mrn}`,
    contact: 'الاتصال',
    pay: 'اقبض مبلغًا',
    book: 'احجز زيارة',
  },
  entry: {
    appointment: (doctor) => `زيارة عند ${doctor}`,
    someDoctor: 'طبيب',
    bill: (number) => `فاتورة ${number}`,
    draftBill: 'فاتورة لم تصدر بعد',
    payment: (method) => `دُفع: ${method}`,
    receipt: (number) => `إيصال ${number}`,
    dispense: (quantity, medication) => `صُرف ${medication} · ${quantity}`,
    dispensedBy: (who) => `صرفه ${who}`,
    prescribedBy: (who) => `وصفه ${who}`,
    due: (money) => `المستحق ${money}`,
    refunded: (money) => `رُدّ ${money}`,
    leftOf: (left) => `بقي ${left}`,
    returned: (n) => `أُعيد ${n}`,
    expired: 'منتهية',
    minutes: (n) => plural(n, { one: 'دقيقة', two: 'دقيقتان', few: `${n} دقائق`, other: `${n} دقيقة` }),
    heldFor: 'محجوز مؤقتًا بانتظار تقويم الطبيب',
  },
};
