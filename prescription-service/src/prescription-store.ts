import type { ListPlan } from '@hms/service-kit/paging';
import { recordsOf } from '@hms/service-kit/records';
import type { NewPrescription, PrescriptionChanges } from './schemas';

export const prescriptions = recordsOf('prescription', 'prescriptions');

export const prescriptionList: ListPlan = {
  from: 'prescriptions_view v join prescriptions p on p.id = v.id',
  key: [{ column: 'p.id', type: 'uuid' }],
  direction: 'desc',
  filters: {
    patientId: 'p.patient_id = ?::uuid',
    doctorId: 'p.doctor_id = ?::uuid',
    status: 'p.status = ?',
    medication: `fold_text(p.medication ->> 'name') like search_pattern(?)`,
  },
};

export const changedColumns = (changes: PrescriptionChanges) => ({
  dosage: changes.dosage,
  quantity: changes.quantity,
  refills: changes.refills,
  expires_on: changes.expiresOn,
});

export const newColumns = (prescription: NewPrescription) => ({
  patient_id: prescription.patientId,
  doctor_id: prescription.doctorId,
  appointment_id: prescription.appointmentId,
  medication: prescription.medication,
  status: 'active',
  ...changedColumns(prescription),
});
