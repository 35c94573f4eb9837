import type { book as en } from '../en/book';

export const book: typeof en = {
  book: {
    specialty: 'التخصص',
    choose: 'الأوقات المتاحة، الأقرب أولًا',
    none: 'لا وقت متاح في الأسابيع الأربعة القادمة.',
    booked: (when, doctor) => `تم الحجز: ${when}، ${doctor}`,
    held: (when) => `${when} محجوز مؤقتًا. لم يجب تقويم الطبيب بعد، ويصبح صحيحًا من نفسه.`,
    refused: 'تعذّر الحجز',
    taken: 'لم يُحجز شيء. هذه الأوقات متاحة مع الطبيب نفسه:',
    toPatient: 'إلى المريض',
    reason: 'سبب الزيارة',
    more: 'أوقات أخرى',
  },
};
