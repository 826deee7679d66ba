-- The languages are the programme's, which may be read from a folder: the database keeps codes, and the programme says which.

alter table contact_message
	drop constraint contact_message_locale_check,
	add constraint contact_message_locale_check check (locale ~ '^[a-z]{2,3}$');

alter table article_text
	drop constraint article_text_locale_check,
	add constraint article_text_locale_check check (locale ~ '^[a-z]{2,3}$');

alter table account
	drop constraint account_locale_check,
	add constraint account_locale_check check (locale ~ '^[a-z]{2,3}$');

alter table invitation
	drop constraint invitation_locale_check,
	add constraint invitation_locale_check check (locale ~ '^[a-z]{2,3}$');

alter table consent
	drop constraint consent_locale_check,
	add constraint consent_locale_check check (locale ~ '^[a-z]{2,3}$');

alter table subscription_request
	drop constraint subscription_request_locale_check,
	add constraint subscription_request_locale_check check (locale ~ '^[a-z]{2,3}$');

alter table subscriber
	drop constraint subscriber_locale_check,
	add constraint subscriber_locale_check check (locale ~ '^[a-z]{2,3}$');

alter table subscription
	drop constraint subscription_locale_check,
	add constraint subscription_locale_check check (locale ~ '^[a-z]{2,3}$');
