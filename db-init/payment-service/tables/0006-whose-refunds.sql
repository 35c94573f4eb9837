-- Whose a refund is, and for which bill: of its payment, where neither changes once it is completed. Payments and refunds are listed
-- together, each by its own index.

alter table refunds
  -- null for a refund of a deposit
  add column bill_id uuid,
  add column patient_id uuid;

alter table refunds disable trigger user;
update refunds r set bill_id = p.bill_id, patient_id = p.patient_id from payments p where p.id = r.payment_id;
alter table refunds enable trigger user;

create index refunds_by_patient on refunds (patient_id, id);
create index refunds_by_bill on refunds (bill_id, id);
create index refunds_by_time on refunds (created_at, id);
