import type { Issuer } from '@hms/service-kit/pdf-page';
import { medicationLine, type Issued } from './issued-prescription';

const again = (refills: number) =>
  refills === 0 ? '' : refills === 1 ? ', and once more' : `, and ${refills} times more`;

/** One page to hand to the patient. */
export const prescriptionPdf = async (prescription: Issued, code: string, issuer: Issuer): Promise<Uint8Array> => {
  // only now: it takes 30 MB
  const { pdfPage } = await import('@hms/service-kit/pdf-page');
  const { id, patientId, patientMrn, doctorId, doctor, dosage, quantity, refills, authoredAt, expiresOn } =
    prescription;
  return pdfPage({ title: `Prescription ${id}`, date: new Date(prescription.updatedAt), issuer }, (page) => {
    page.heading('Prescription');
    page.row('Medication', medicationLine(prescription));
    page.row('Dosage', dosage?.text ?? 'as the prescriber told');
    page.row('Quantity', `${quantity ?? 'not given'}${again(refills)}`);
    page.row('Patient', patientMrn === null ? patientId : `MRN ${patientMrn}`);
    page.row('Prescriber', doctor ? `${doctor.name}, license ${doctor.licenseNumber}` : doctorId);
    page.row('Written', authoredAt.slice(0, 10));
    page.row('Good until', expiresOn ?? 'no end is given');
    page.row('Number', id);
    page.paragraph('');
    page.qrCode(code, 200);
    page.paragraph(
      'The code is signed. Any pharmacy can check it: POST it to /prescriptions/verify, or check it by the keys at /prescriptions/keys.',
    );
  });
};
