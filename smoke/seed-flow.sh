#!/usr/bin/env bash
# One patient's way through the hospital, by curl: register, book, prescribe, bill, pay. Stops at the first wrong answer.
# FLEET_URL says where: appointment-service answers on the port after it, billing-service on the one after that, and so on.
#   the local fleet                http://localhost:3000 (the default)
#   Compose                        IDENTITY_URL=http://127.0.0.1:3010
#   Minikube                       FLEET_URL=http://$(minikube ip):30000 IDENTITY_URL=http://$(minikube ip):30010
# Where the services do not stand in a row, name each: APPOINTMENT_URL, BILLING_URL, DOCTOR_URL, PATIENT_URL, …
set -euo pipefail
if (($# > 0)); then
  printf "Unknown option '%s'.\nnpm run smoke\n" "$1" >&2
  exit 2
fi
cd "$(dirname "$0")"
. ./lib.sh

FLEET_URL=${FLEET_URL:-http://localhost:3000}
address() { echo "${FLEET_URL%:*}:$(( ${FLEET_URL##*:} + $1 ))"; }
APPOINTMENT_URL=${APPOINTMENT_URL:-$(address 1)}
BILLING_URL=${BILLING_URL:-$(address 2)}
DOCTOR_URL=${DOCTOR_URL:-$(address 3)}
PATIENT_URL=${PATIENT_URL:-$(address 4)}
PAYMENT_URL=${PAYMENT_URL:-$(address 5)}
PRESCRIPTION_URL=${PRESCRIPTION_URL:-$(address 6)}
offset=$(( ${FLEET_URL##*:} - 3000 ))
signing_in=(--port-offset "$offset" --home "${FLEET_HOME:-.fleet}")
[[ -z ${IDENTITY_URL:-} ]] || signing_in=(--issuer "$IDENTITY_URL")

run=$(date +%s)-$$          # keeps one run's records apart from another's
tomorrow=$(utc_time $(( $(date +%s) + 86400 )))

ada='{"givenName": "Ada", "familyName": "Lovelace", "birthDate": "1985-12-10", "gender": "female"}'
step 'register a patient; earlier runs may have registered her as well'
as receptionist
post "$PATIENT_URL/patients?allowDuplicate=true" "$ada"
expect 201 givenName Ada
patient=$(field id)
show mrn

step 'who looks like somebody known is not registered unasked'
post "$PATIENT_URL/patients" "$ada"
expect 409 type /problems/possible-duplicate

step 'record an allergy'
as nurse
post "$PATIENT_URL/patients/$patient/allergies" '{"substance": "Penicillin", "code": "7980", "criticality": "high"}'
expect 201 status active

step 'add a doctor'
as manager
post "$DOCTOR_URL/doctors" '{"givenName": "Elizabeth", "familyName": "Blackwell", "specialty": "General practice", "licenseNumber": "SMOKE-'"$run"'", "timeZone": "America/New_York"}'
expect 201 active true
doctor=$(field id)
hours='{"weekly": ['
for day in mon tue wed thu fri sat sun; do hours+='{"day": "'$day'", "start": "09:00", "end": "17:00"},'; done
put "$DOCTOR_URL/doctors/$doctor/schedule" "${hours%,}]}"
expect 200 data.0.weekly.0.start 09:00

step 'find a free time'
as receptionist
get "$APPOINTMENT_URL/slots?doctorId=$doctor&patientId=$patient&from=$tomorrow&limit=2"
time=$(field data.0.time)
later=$(field data.1.time)
show data.0.time

step 'book an appointment, and see the doctor linked'
post "$APPOINTMENT_URL/appointments" '{"patientId": "'"$patient"'", "doctorId": "'"$doctor"'", "time": "'"$time"'", "reason": "Check-up"}'
expect 201 status booked
expect 201 doctor.name 'Elizabeth Blackwell'
appointment=$(field id)
show time

step 'a second booking of the same time is refused, with times that are free'
post "$APPOINTMENT_URL/appointments" '{"patientId": "'"$patient"'", "doctorId": "'"$doctor"'", "time": "'"$time"'"}'
expect 409 type /problems/slot-taken
show alternatives.0.time

step 'move it'
post "$APPOINTMENT_URL/appointments/$appointment/reschedule" '{"time": "'"$later"'"}'
expect 200 status booked

step 'prescribe'
as "doctor:$doctor"
post "$PRESCRIPTION_URL/prescriptions" '{"patientId": "'"$patient"'", "doctorId": "'"$doctor"'", "appointmentId": "'"$appointment"'", "medication": "Paracetamol 500 mg", "dosage": {"text": "1 tablet up to four times a day"}, "quantity": 20}'
expect 201 status active

step 'bill'
as cashier
post "$BILLING_URL/bills" '{"patientId": "'"$patient"'", "appointmentId": "'"$appointment"'", "amount": 150.50, "currency": "USD", "details": "Consultation"}'
expect 201 status issued
bill=$(field id)
show number

step 'pay a part'
post "$PAYMENT_URL/payments" '{"billId": "'"$bill"'", "amount": 50, "currency": "USD", "method": "cash"}'
expect 201 status completed
get "$BILLING_URL/bills/$bill"
expect 200 dueAmount 100.5

step 'paying more than is due is refused'
post "$PAYMENT_URL/payments" '{"billId": "'"$bill"'", "amount": 100.51, "currency": "USD", "method": "card"}'
expect 409 dueAmount 100.5

step 'pay the rest, and see the bill paid'
post "$PAYMENT_URL/payments" '{"billId": "'"$bill"'", "amount": 100.50, "currency": "USD", "method": "card"}'
expect 201 status completed
payment=$(field id)
show receiptNumber
get "$BILLING_URL/bills/$bill"
expect 200 status paid
expect 200 dueAmount 0

step 'print the bill and the receipt'
get_pdf "$BILLING_URL/bills/$bill.pdf"
get_pdf "$PAYMENT_URL/payments/$payment/receipt.pdf"

step 'give a part back; it is due again'
post "$PAYMENT_URL/payments/$payment/refunds" '{"amount": 20.25, "reason": "Charged too much"}'
expect 201 status completed
get "$BILLING_URL/bills/$bill"
expect 200 dueAmount 20.25

step 'every cent is in the ledger'
as billing-manager
get "$BILLING_URL/ledger/proof"
expect 200 proven true

step 'cancel the appointment; its time is free'
as receptionist
post "$APPOINTMENT_URL/appointments/$appointment/cancel" '{"code": "pat", "by": "patient"}'
expect 200 status cancelled

echo
echo 'smoke: all steps passed'
