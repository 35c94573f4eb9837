import type { waiting as en } from '../en/waiting';
import { choose } from '../plural';

const plural = choose('ar');

export const waiting: typeof en = {
  waiting: {
    title: 'قائمة الانتظار',
    nobody: 'لا أحد ينتظر.',
    until: (day) => `حتى ${day}`,
    since: (day) => `ينتظر منذ ${day}`,
    missed: (n) =>
      plural(n, { one: 'فاته عرض واحد', two: 'فاته عرضان', few: `فاتته ${n} عروض`, other: `فاته ${n} عرضًا` }),
    left: (clock) => `محجوز مؤقتًا، بقي ${clock} دقيقة`,
    over: 'انتهت مدة العرض.',
    accept: 'قبول',
    decline: 'رفض',
    accepted: (name, when) => `${name}: حُجز ${when}.`,
    acceptedHeld: (name, when) => `${when} محجوز مؤقتًا لـ${name}. لم تجب إحدى الخدمات بعد، ويصبح هذا صحيحًا من نفسه.`,
    declined: (name) => `يبقى ${name} في الانتظار، ويُعرض الوقت على التالي.`,
  },
  leave: {
    title: 'تسجيل إجازة',
    doctor: 'من الغائب',
    first: 'أول يوم',
    last: 'آخر يوم',
    part: 'جزء من يوم',
    from: 'من',
    to: 'إلى',
    reason: 'السبب',
    record: 'تسجيل',
    recorded: (doctor) => `${doctor}: غائب.`,
    hits: (n) =>
      plural(n, {
        one: 'أصبحت زيارة واحدة خارج الدوام. لم يُنقل شيء.',
        two: 'أصبحت زيارتان خارج الدوام. لم يُنقل شيء.',
        few: `أصبحت ${n} زيارات خارج الدوام. لم يُنقل شيء.`,
        other: `أصبحت ${n} زيارة خارج الدوام. لم يُنقل شيء.`,
      }),
    none: 'لا تتأثر أي زيارة.',
    notKnown: 'لا يُعرف الآن من يتأثر: لم تجب خدمة المواعيد، ويُعاد سؤالها.',
    takeBack: 'التراجع عن الإجازة',
    noTimes: 'لا وقت متاح في الأسبوعين القادمين.',
    movedTo: (place) => `نُقل إلى ${place}`,
    done: 'تم',
  },
};
