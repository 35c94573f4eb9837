import type { Issuer } from '@hms/service-kit/pdf-page';
import { dayIn } from '@hms/service-kit/time-zone';
import { amountInWords, numberInWords } from '../dosage-amount';
import { medicationLine, type Issued } from './issued-prescription';

const again = (refills: number) => (refills === 0 ? '' : refills === 1 ? ', 1 refill' : `, ${refills} refills`);

const amountOf = ({ quantity, quantityUnit, refills }: Issued): string => {
  if (quantity === null) return `not given${again(refills)}`;
  return `${quantityUnit === null ? numberInWords(quantity) : amountInWords(quantity, null, quantityUnit)}${again(refills)}`;
};

/**
 * One page to hand to the patient.
 * @param timeZone the hospital's, in which the day of writing is told
 */
export const prescriptionPdf = async (
  prescription: Issued,
  code: string,
  issuer: Issuer,
  timeZone: string,
): Promise<Uint8Array> => {
  // only now: it takes 30 MB
  const { pdfPage } = await import('@hms/service-kit/pdf-page');
  const { id, patientId, patientMrn, doctorId, doctor, dosage, authoredAt, expiresOn } = prescription;
  return pdfPage({ title: `Prescription ${id}`, date: new Date(prescription.updatedAt), issuer }, (page) => {
    page.heading('Prescription');
    page.row('Medication', medicationLine(prescription));
    page.row('Dosage', dosage?.text ?? 'as directed by the prescriber');
    page.row('Quantity', amountOf(prescription));
    page.row('Patient', patientMrn === null ? patientId : `MRN ${patientMrn}`);
    page.row('Prescriber', doctor ? `${doctor.name}, license ${doctor.licenseNumber}` : doctorId);
    page.row('Written', dayIn(timeZone, Date.parse(authoredAt)));
    page.row('Valid until', expiresOn ?? 'no expiry date');
    page.row('Number', id);
    page.paragraph('');
    page.qrCode(code, 200);
    page.paragraph(
      'The code is signed. Any pharmacy can check it: POST it to /prescriptions/verify, or check it by the keys at /prescriptions/keys.',
    );
  });
};
