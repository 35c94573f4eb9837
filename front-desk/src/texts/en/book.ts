export const book = {
  book: {
    specialty: 'Specialty',
    choose: 'Free times, earliest first',
    none: 'No free time in the next four weeks.',
    booked: (when: string, doctor: string) => `Booked: ${when}, ${doctor}`,
    held: (when: string) =>
      `${when} is held. The doctor’s calendar has not answered yet; this becomes right by itself.`,
    refused: 'It could not be booked',
    taken: 'Nothing was booked. These times are free with the same doctor:',
    toPatient: 'To the patient',
    reason: 'Reason for the visit',
    more: 'More times',
  },
};
