-- How a shop speaks, who its emails come from, whose silence is consent, and to how many a campaign may go.
ALTER TABLE workspace ADD COLUMN voice TEXT;
ALTER TABLE workspace ADD COLUMN sender_name TEXT;
ALTER TABLE workspace ADD COLUMN sender_email TEXT;
ALTER TABLE workspace ADD COLUMN reply_to TEXT;
ALTER TABLE workspace ADD COLUMN postal_address TEXT;
ALTER TABLE workspace ADD COLUMN consent_mode INTEGER NOT NULL DEFAULT 0;
ALTER TABLE workspace ADD COLUMN most_recipients INTEGER;
