import type { audit as en } from '../en/audit';
import { choose } from '../plural';

const plural = choose('ar');

export const audit: typeof en = {
  services: {
    'appointment-service': 'الزيارات',
    'billing-service': 'الفواتير',
    'patient-service': 'المرضى',
    'payment-service': 'المدفوعات',
    'prescription-service': 'الوصفات',
  },
  accesses: {
    title: 'من اطّلع على ملفي',
    what: 'كل من اطّلع على شيء من ملفك أو غيّره في أقسام المستشفى كلها، الأحدث أولًا.',
    link: 'من اطّلع على ملفي',
    own: 'وما اطّلعتُ عليه بنفسي',
    none: 'لم يطّلع أحد على شيء بعد.',
    through: (service) => `عن طريق ${service}`,
    because: (reason) => `لحالة طارئة: ${reason}`,
    fails: (service) => `تعذّرت قراءة «${service}» الآن. الباقي كامل، أعد المحاولة لاحقًا.`,
    older: 'اعرض الأقدم',
    outcomes: { shown: 'اطّلاع', changed: 'تغيير', refused: 'رُفض', 'nothing-shown': 'لم يُعرض شيء' },
  },
  audit: {
    inBar: 'التدقيق',
    title: 'التدقيق',
    tabs: { events: 'الأحداث', proof: 'الإثبات', glass: 'الوصول الطارئ' },
    subject: 'الشخص (المعرّف)',
    patientId: 'المريض (المعرّف)',
    from: 'من',
    to: 'حتى نهاية',
    operation: 'العملية',
    refused: 'ما رُفض فقط',
    clear: 'امسح',
    none: 'لا أحداث.',
    onlyPerson: 'هذا الشخص فقط',
    onlyPatient: 'هذا المريض فقط',
    job: 'عملية آلية في المستشفى',
    prove: 'أثبت كل السلاسل',
    proveWhat:
      'تربط كل خدمة أحداثها في سلسلة: أي تغيير أو نقص أو إضافة يكسر السلسلة من موضعه. يُفحص كل حدث من جديد، وقد يستغرق ذلك وقتًا.',
    proving: (n) =>
      plural(n, { one: 'فُحص حدث واحد…', two: 'فُحص حدثان…', few: `فُحصت ${n} أحداث…`, other: `فُحص ${n} حدثًا…` }),
    whole: (n) =>
      plural(n, {
        one: 'سليمة: فُحص حدث واحد',
        two: 'سليمة: فُحص حدثان',
        few: `سليمة: فُحصت ${n} أحداث`,
        other: `سليمة: فُحص ${n} حدثًا`,
      }),
    broken: (n) =>
      plural(n, {
        one: 'مكسورة: خلل واحد',
        two: 'مكسورة: خللان',
        few: `مكسورة: ${n} مواضع خلل`,
        other: `مكسورة: ${n} موضع خلل`,
      }),
    fault: (position, what) => `الحدث ${position}: ${what}`,
    proofFails: 'تعذّر السؤال، فلا يُعرف شيء عن سلسلتها.',
    toReview: 'بانتظار المراجعة',
    reviewed: 'تمت مراجعته',
    noGlass: 'لا وصول طارئ ينتظر المراجعة.',
    noneReviewed: 'لم يُراجع شيء بعد.',
    until: (when) => `مفتوح حتى ${when}`,
    lifted: 'رفع التقييد',
    patient: 'المريض',
    note: 'ما تبيّن',
    justified: 'مبرَّر',
    notJustified: 'غير مبرَّر',
    findings: { justified: 'مبرَّر', 'not-justified': 'غير مبرَّر' },
    by: (who) => `راجعه ${who}`,
  },
  pending: {
    inBar: 'المعلّق',
    title: 'المعلّق',
    what: 'سجلات تنتظر تأكيد خدمة أخرى، الأطول انتظارًا أولًا. تُعاد محاولتها من نفسها.',
    none: 'لا شيء ينتظر.',
    waiting: (n: number, more: boolean) =>
      more
        ? `أكثر من ${n} سجل بالانتظار.`
        : plural(n, {
            one: 'سجل واحد بالانتظار.',
            two: 'سجلان بالانتظار.',
            few: `${n} سجلات بالانتظار.`,
            many: `${n} سجلًا بالانتظار.`,
            other: `${n} سجل بالانتظار.`,
          }),
    jobs: {
      'link-doctor': 'حجز: تقويم الطبيب والمريض',
      'confirm-offer': 'عرض من قائمة الانتظار',
      'check-waitlist-entry': 'تسجيل في قائمة الانتظار',
      'settle-payment': 'دفعة: تُسجَّل على الفاتورة',
      'settle-refund': 'رد مبلغ: يُسجَّل على الفاتورة',
      'settle-approved-refund': 'رد مبلغ معتمد: يُسجَّل على الفاتورة',
      'check-prescription': 'وصفة: تنتظر الفحص',
    },
    states: { waiting: 'ينتظر', failed: 'تعثّر', complete: 'اكتمل' },
    since: (when) => `منذ ${when}`,
    attempts: (n) =>
      n === 0
        ? 'لم يُحاوَل بعد'
        : plural(n, { one: 'محاولة واحدة', two: 'محاولتان', few: `${n} محاولات`, other: `${n} محاولة` }),
    next: (when) => `التالية ${when}`,
    record: 'السجل',
  },
};
