import type { values as en } from '../en/values';

export const values: typeof en = {
  roles: {
    receptionist: 'الاستقبال',
    nurse: 'التمريض',
    doctor: 'طبيب',
    pharmacist: 'الصيدلية',
    cashier: 'الصندوق',
    'billing-manager': 'مدير الفوترة',
    manager: 'المدير',
    auditor: 'المدقق',
    patient: 'مريض',
  },
  status: {
    appointment: {
      pending: 'غير مؤكد',
      booked: 'محجوز',
      arrived: 'حاضر',
      fulfilled: 'تمت المعاينة',
      cancelled: 'ملغى',
      noshow: 'لم يحضر',
    },
    prescription: {
      draft: 'قيد الفحص',
      active: 'سارية',
      'on-hold': 'موقوفة مؤقتًا',
      completed: 'صُرفت كلها',
      cancelled: 'ملغاة',
      stopped: 'موقوفة',
    },
    bill: { draft: 'مسودة', issued: 'مفتوحة', 'partially-paid': 'مدفوعة جزئيًا', paid: 'مدفوعة', cancelled: 'ملغاة' },
    payment: { processing: 'قيد التأكيد', completed: 'تم', failed: 'لم يتم' },
  },
  method: {
    cash: 'نقدًا',
    card: 'بطاقة',
    'bank-transfer': 'تحويل مصرفي',
    'mobile-money': 'محفظة الهاتف',
    cheque: 'شيك',
    insurance: 'تأمين',
    deposit: 'وديعة',
  },
};
