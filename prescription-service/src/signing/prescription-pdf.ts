import path from 'node:path';
import type { Papers } from '@hms/papers/papers';
import { dayIn } from '@hms/service-kit/time-zone';
import qrcode from 'qrcode-generator';
import { amountInWords, numberInWords } from '../dosage-amount';
import { medicationLine, type Issued } from './issued-prescription';

const template = path.resolve(__dirname, '../../prescription.typ');

/**
 * Returns the page that is handed to the patient.
 * @param timeZone the hospital's, in which the day of writing is told
 */
export function prescriptionPdf(
  prescription: Issued,
  code: string,
  papers: Papers,
  timeZone: string,
): Promise<Uint8Array> {
  const {
    id,
    patientId,
    patientMrn,
    doctorId,
    doctor,
    dosage,
    refills,
    authoredAt,
    expiresOn,
    updatedAt,
    note = null,
  } = prescription;
  return papers.compile(
    template,
    {
      ...{ id, refills, expiresOn, updatedAt, note },
      medication: medicationLine(prescription),
      dosage: dosage?.text ?? null,
      quantity: quantityOf(prescription),
      patient: patientMrn === null ? patientId : `MRN ${patientMrn}`,
      prescriber: doctor ? `${doctor.name}, license ${doctor.licenseNumber}` : doctorId,
      writtenOn: dayIn(timeZone, Date.parse(authoredAt)),
    },
    { 'code.svg': qrCode(code) },
  );
}

function quantityOf({ quantity, quantityUnit }: Issued): string | null {
  if (quantity === null) return null;
  return quantityUnit === null ? numberInWords(quantity) : amountInWords(quantity, null, quantityUnit);
}

/** Returns the text as an SVG of square modules, without a margin. */
function qrCode(text: string): string {
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  return code.createSvgTag({ cellSize: 1, margin: 0, scalable: true });
}
