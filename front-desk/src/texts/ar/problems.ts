import type { Sentence, SpokenProblem } from '../problem-values';

const sentences: Record<SpokenProblem, Sentence> = {
  'slot-taken': () => 'لدى الطبيب زيارة أخرى في هذا الوقت.',
  'patient-busy': () => 'لدى المريض زيارة أخرى في هذا الوقت.',
  'outside-availability': () => 'الطبيب لا يعمل في هذا الوقت.',
  'time-not-in-future': () => 'لقد مضى هذا الوقت.',
  'not-due-yet': ({ day }) => {
    const from = day('possibleFrom');
    return `لم يحن موعد الزيارة بعد${from ? `؛ يمكن ذلك ابتداءً من ${from}` : ''}.`;
  },
  'doctor-inactive': () => 'لم يعد الطبيب يعمل هنا.',
  'patient-deceased': () => 'المريض مسجَّل متوفّى.',
  'patient-inactive': () => 'هذا الملف غير مستخدم. ابحث عن الملف الآخر للمريض، أو أعد تفعيل هذا الملف.',
  'state-forbids-command': () => 'تغيّرت الحالة في هذه الأثناء، ولم يعد هذا ممكنًا. لم يتغيّر شيء.',
  'not-allowed': () => 'دورك لا يسمح بذلك.',
  'exceeds-due': ({ amount }) => {
    const due = amount('dueAmount');
    return due ? `المستحق على هذه الفاتورة ${due} فقط.` : 'المبلغ أكبر من المستحق على هذه الفاتورة.';
  },
  'exceeds-deposit': ({ amount }) => {
    const held = amount('depositAmount');
    return held ? `في وديعة المريض ${held} فقط.` : 'المبلغ أكبر من وديعة المريض.';
  },
  'exceeds-refundable': ({ amount }) => {
    const most = amount('refundableAmount');
    return most ? `يمكن رد ${most} من هذه الدفعة على الأكثر.` : 'المبلغ، مع ما رُدّ من قبل، أكبر مما دُفع.';
  },
  'bill-cancelled': () => 'الفاتورة ملغاة، ولا شيء مستحق عليها.',
  'bill-has-payments': () => 'دُفع من هذه الفاتورة. رُدّ ما دُفع أولًا، ثم يمكن إلغاؤها.',
  'possible-duplicate-payment': ({ text }) => {
    const receipt = text('receiptNumber');
    return `قُبض المبلغ نفسه بالطريقة نفسها قبل أقل من دقيقة${receipt ? `، بالإيصال \u2066${receipt}\u2069` : ''}.`;
  },
  'needs-another-person': () => 'لا يجوز أن توافق على ما طلبته أو قبضته أنت؛ يجب أن يوافق شخص آخر.',
  'refill-too-soon': ({ number, day }) => {
    const [now, from] = [number('quantityNow'), day('notBefore')];
    return `ينبغي أن يُستهلك معظم ما صُرف آخر مرة قبل الصرف التالي.${now ? ` يمكن الآن صرف ${now} على الأكثر.` : ''}${from ? ` موعد الصرف التالي من ${from}.` : ''}`;
  },
  'over-dispensed': ({ number }) => {
    const left = number('remainingQuantity');
    return `هذا أكثر مما وُصف، مع مرات إعادة الصرف.${left ? ` المتبقي ${left}.` : ''}`;
  },
  'prescription-expired': () => 'انتهت صلاحية الوصفة. يمكن للطبيب أن يكتب وصفة جديدة.',
};

export const problems = { problems: sentences };
