//! Control of what was launched, or is going to be.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::app::App;
use super::backends::Backends;
use super::books::{CUSTOMERS, app_with, campaign, check_books, customers, settings_for, total};
use super::vendor::{Vendor, receipt};

/// A campaign that was sent to a crowd, every tenth message of which failed.
async fn sent(app: &App, vendor: &Vendor) -> String {
    app.send("/api/customers", &json!(customers(CUSTOMERS))).await;
    let path = campaign(app).await;
    launch(app, &path).await;
    check_books(app, &path, vendor, CUSTOMERS).await;
    path
}

/// Launches, as soon as the audience has been read into memory.
async fn launch(app: &App, path: &str) {
    let deadline = tokio::time::Instant::now() + super::caller::PATIENCE;
    while app.post(&format!("{path}/launch"), &json!({})).await.0 != 200 {
        assert!(tokio::time::Instant::now() < deadline, "{path} is not launched");
    }
}

/// Ids that failed in an attempt.
fn failed(vendor: &Vendor, attempt: &str) -> BTreeSet<String> {
    let of_attempt = |id: &String| id.ends_with(attempt) && receipt(id)["status"] == "failed";
    let places = |id: String| id.rsplit_once('.').map(|(message, _)| message.to_owned());
    vendor.messages().into_keys().filter(of_attempt).filter_map(places).collect()
}

#[tokio::test]
async fn what_failed_goes_out_once_more_as_the_next_attempt() {
    resending(Backends::default()).await;
}

#[tokio::test]
async fn what_failed_goes_out_once_more_as_the_next_attempt_on_mongodb() {
    let Some(backends) = Backends::mongo() else { return };
    resending(backends).await;
}

async fn resending(backends: Backends) {
    let vendor = Vendor::start().await;
    let app = App::start_on(&backends, &settings_for(&vendor)).await;
    let path = sent(&app, &vendor).await;
    let (_, before) = app.get(&path).await;
    let resend = format!("{path}/resend");
    for (body, field) in [
        (json!({"states": []}), "states"),
        (json!({"states": ["failed", "sent"]}), "states[1]"),
        (json!({"states": ["Failed"]}), "states[0]"),
    ] {
        let (status, problem) = app.post(&resend, &body).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["path"]), (422, &json!(field)), "{problem}");
    }
    let (_, nothing) = app.post(&resend, &json!({"states": ["failed"], "reason": "no such reason"})).await;
    assert_eq!((nothing, app.get(&path).await.1), (json!({"resent": 0}), before.clone()));
    let (status, again) = app.post(&resend, &json!({"states": ["failed"], "reason": "mailbox full"})).await;
    assert_eq!((status.as_u16(), &again["resent"]), (200, &before["stats"]["failed"]));
    let after = app.until(&path, |campaign| campaign["state"] == "completed").await;
    assert_eq!(after["stats"], before["stats"], "this vendor fails the same people again");
    assert_eq!(failed(&vendor, ".1"), failed(&vendor, ".2"));
    let (_, page) = app.get(&format!("{path}/messages?state=failed")).await;
    assert!(page["items"].as_array().unwrap().iter().all(|message| message["attempt"] == 2), "{page}");
    assert!(vendor.altered().is_empty());
    let draft = campaign(&app).await;
    assert_eq!(app.post(&format!("{draft}/resend"), &json!({"states": ["failed"]})).await.0, 409);
}

#[tokio::test]
async fn a_resend_survives_a_crash_and_nobody_gets_it_twice() {
    let vendor = Vendor::start().await;
    let mut app = app_with(&vendor).await;
    let path = sent(&app, &vendor).await;
    app.stop().await;
    for (attempt, point) in [(2, "resend.committed"), (3, "deliver.prepared"), (4, "deliver.sent")] {
        app.set("MINICRM_CRASH_AT", point);
        app.run().await;
        let resend =
            app.request(Method::POST, &format!("{path}/resend")).json(&json!({"states": ["failed"]}));
        let _ = resend.send().await;
        app.wait_for_death().await;
        app.set("MINICRM_CRASH_AT", "");
        app.run().await;
        let (_, found) = app.get(&path).await;
        assert_eq!(total(&found["stats"]), CUSTOMERS, "{point}: {found}");
        app.until(&path, |campaign| campaign["state"] == "completed").await;
        assert_eq!(failed(&vendor, ".1"), failed(&vendor, &format!(".{attempt}")), "{point}");
        assert!(vendor.altered().is_empty(), "{point}");
        app.stop().await;
    }
}

#[tokio::test]
async fn a_copy_is_a_draft_that_can_be_launched() {
    let app = App::start().await;
    app.send("/api/customers", &json!([{"email": "ana@shop.com", "city": "Rome"}])).await;
    let rule = json!({"metric": "city", "operator": "==", "value": "Rome"});
    let (_, segment) = app.post("/api/segments", &json!({"name": "Romans", "rule": rule})).await;
    let message = json!({"subject": "Ciao", "body": "Ciao"});
    let plan = json!({"name": "Rome", "objective": "win back", "channel": "email", "segmentId": segment["id"], "message": message});
    let (_, original) = app.post("/api/campaigns", &plan).await;
    let path = format!("/api/campaigns/{}", original["id"].as_str().unwrap());
    app.post(&format!("{path}/launch"), &json!({})).await;
    app.until(&path, |campaign| campaign["state"] == "completed").await;
    let (status, copy) = app.post(&format!("{path}/duplicate"), &json!({})).await;
    assert_eq!(
        (status.as_u16(), &copy["state"], &copy["name"]),
        (201, &json!("draft"), &json!("Rome (copy)"))
    );
    for field in ["objective", "channel", "segmentId", "message"] {
        assert_eq!(copy[field], original[field], "{field}");
    }
    assert_eq!((&copy["rule"], &copy["enrolled"]), (&Value::Null, &json!(0)));
    app.request(Method::DELETE, &format!("/api/campaigns/{}", copy["id"].as_str().unwrap()))
        .send()
        .await
        .unwrap();
    let segment = format!("/api/segments/{}", segment["id"].as_str().unwrap());
    assert_eq!(app.request(Method::DELETE, &segment).send().await.unwrap().status(), 204);
    let (status, copy) = app.post(&format!("{path}/duplicate"), &json!({})).await;
    assert_eq!((status.as_u16(), &copy["segmentId"], &copy["rule"]), (201, &Value::Null, &rule), "{copy}");
    let launch = format!("/api/campaigns/{}/launch", copy["id"].as_str().unwrap());
    assert_eq!(app.post(&launch, &json!({})).await.1["enrolled"], 1);
}

#[tokio::test]
async fn the_communication_log_is_downloaded_as_it_is_filtered() {
    let app = App::start().await;
    let people = json!([
        {"externalId": "1", "email": "ana@shop.com", "name": "=cmd()"},
        {"externalId": "2", "email": "bo@shop.com", "name": "Bo, \"the\" second"},
        {"externalId": "3", "name": "Cy"},
    ]);
    app.send("/api/customers", &people).await;
    let path = campaign(&app).await;
    app.post(&format!("{path}/launch"), &json!({})).await;
    app.until(&path, |campaign| campaign["state"] == "completed").await;
    let file = async |query: &str| {
        let response = app.request(Method::GET, &format!("{path}/messages.csv{query}")).send().await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["content-type"]),
            (200, &"text/csv; charset=utf-8".parse().unwrap())
        );
        let text = response.text().await.unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let all = file("").await;
    assert_eq!(all.len(), 4, "{all:?}");
    assert!(all[0].ends_with(
        "id,customerId,customerName,customerErased,to,state,reason,attempt,subject,body,updatedAt"
    ));
    assert!(!all[1].contains(",=cmd()"), "no cell is a formula: {}", all[1]);
    assert!(all[2].contains("\"Bo, \"\"the\"\" second\",false,bo@shop.com,"), "{}", all[2]);
    let skipped = file("?state=skipped&reason=no%20address").await;
    assert!(skipped.len() == 2 && skipped[1].contains(",Cy,false,,skipped,no address,1,,,"), "{skipped:?}");
    assert_eq!(file("?search=nobody").await.len(), 1);
    assert_eq!(app.get(&format!("{path}/messages.csv?state=gone")).await.0, 422);
}

/// An instant so many milliseconds from now.
fn soon(millis: i64) -> String {
    engine::clock::now().plus_millis(millis).to_string()
}

#[tokio::test]
async fn a_campaign_is_scheduled_by_the_clocks_of_the_workspace() {
    let app = App::start().await;
    let owner = app.owner().await;
    let settings = json!({"name": "Shop", "currency": "EUR", "timeZone": "Europe/Berlin"});
    let configured =
        app.as_person(&owner, Method::PUT, "/api/workspace").json(&settings).send().await.unwrap();
    assert_eq!(configured.status(), 200);
    let path = campaign(&app).await;
    let schedule = format!("{path}/schedule");
    for (at, code) in [
        (json!("2001-01-01T09:00"), "in_the_past"),
        (json!(soon(-1)), "in_the_past"),
        (json!("tomorrow"), "invalid_time"),
        (json!("2099-02-30T09:00"), "invalid_time"),
    ] {
        let (status, problem) = app.post(&schedule, &json!({"at": at})).await;
        let error = &problem["errors"][0];
        assert_eq!(
            (status.as_u16(), &error["path"], &error["code"]),
            (422, &json!("at"), &json!(code)),
            "{problem}"
        );
    }
    let (status, scheduled) = app.post(&schedule, &json!({"at": "2099-07-01T09:00"})).await;
    assert_eq!((status.as_u16(), &scheduled["state"]), (200, &json!("scheduled")), "{scheduled}");
    assert_eq!(scheduled["scheduledAt"], "2099-07-01T09:00:00+02:00");
    let (_, moved) = app.post(&schedule, &json!({"at": "2099-12-01T08:00:00Z"})).await;
    assert_eq!(moved["scheduledAt"], "2099-12-01T09:00:00+01:00");
    let (_, page) = app.get("/api/campaigns/history?state=scheduled").await;
    assert_eq!(page["items"][0]["scheduledAt"], moved["scheduledAt"]);
    let put = app.request(Method::PUT, &path).json(&json!({"name": "Other", "channel": "email"}));
    assert_eq!(put.send().await.unwrap().status(), 409);
    let (status, draft) = app.post(&format!("{path}/unschedule"), &json!({})).await;
    assert_eq!(
        (status.as_u16(), &draft["state"], &draft["scheduledAt"]),
        (200, &json!("draft"), &Value::Null)
    );
    assert_eq!(app.post(&format!("{path}/unschedule"), &json!({})).await.0, 409);

    let (_, idea) = app.post("/api/campaigns", &json!({"name": "Idea", "channel": "sms"})).await;
    let idea = format!("/api/campaigns/{}/schedule", idea["id"].as_str().unwrap());
    let (status, problem) = app.post(&idea, &json!({"at": "2099-07-01T09:00"})).await;
    assert_eq!((status.as_u16(), &problem["code"]), (422, &json!("not_ready")));
    let everyone = json!({"logic": "AND", "rules": []});
    let plan = json!({"name": "All", "channel": "email", "rule": everyone, "message": {"subject": "Hi", "body": "Hi"}});
    let (_, all) = app.post("/api/campaigns", &plan).await;
    let all = format!("/api/campaigns/{}/schedule", all["id"].as_str().unwrap());
    let (status, problem) = app.post(&all, &json!({"at": "2099-07-01T09:00"})).await;
    assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("confirm_everyone")));
    let confirmed = app.post(&all, &json!({"at": "2099-07-01T09:00", "confirmEveryone": true})).await;
    assert_eq!(confirmed.0, 200);
    let audit = app.as_person(&owner, Method::GET, "/api/audit?deed=campaignScheduled,campaignUnscheduled");
    let (_, audit) = super::app::answer(audit.send().await.unwrap()).await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 4, "{audit}");
}

#[tokio::test]
async fn a_campaign_goes_out_by_itself_when_its_time_has_come() {
    let app = App::start().await;
    app.send("/api/customers", &json!([{"email": "ana@shop.com"}])).await;
    let path = campaign(&app).await;
    let (_, scheduled) = app.post(&format!("{path}/schedule"), &json!({"at": soon(1_500)})).await;
    app.send("/api/customers", &json!([{"email": "bo@shop.com"}])).await;
    let done = app.until(&path, |campaign| campaign["state"] == "completed").await;
    assert_eq!(
        (&done["enrolled"], &done["scheduledAt"]),
        (&json!(2), &scheduled["scheduledAt"]),
        "who is there then"
    );
    let time = |field: &str| domain::Timestamp::parse(done[field].as_str().unwrap()).unwrap();
    assert!(time("launchedAt") >= time("scheduledAt"));
    let owner = app.owner().await;
    let audit = app.as_person(&owner, Method::GET, "/api/audit?deed=campaignLaunched");
    let (_, audit) = super::app::answer(audit.send().await.unwrap()).await;
    assert_eq!(audit["items"][0]["by"]["kind"], "schedule", "{audit}");
}

#[tokio::test]
async fn a_campaign_that_cannot_be_launched_at_its_time_is_a_draft_that_says_why() {
    let app = App::start().await;
    let path = campaign(&app).await;
    assert_eq!(app.post(&format!("{path}/schedule"), &json!({"at": soon(300)})).await.0, 200);
    let draft = app.until(&path, |campaign| campaign["state"] == "draft").await;
    let problem = draft["problem"].as_str().unwrap();
    assert!(problem.contains("nobody could be reached: 0 matched"), "{problem}");
    let owner = app.owner().await;
    let audit = app.as_person(&owner, Method::GET, "/api/audit?deed=scheduledLaunchRefused");
    let (_, audit) = super::app::answer(audit.send().await.unwrap()).await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 1, "once: {audit}");
}

#[tokio::test]
async fn a_scheduled_launch_survives_a_crash_at_its_time_and_happens_once() {
    for point in ["schedule.due", "schedule.launched"] {
        let vendor = Vendor::start().await;
        let mut app = app_with(&vendor).await;
        app.send("/api/customers", &json!(customers(CUSTOMERS))).await;
        let path = campaign(&app).await;
        app.stop().await;
        app.set("MINICRM_CRASH_AT", point);
        app.run().await;
        assert_eq!(app.post(&format!("{path}/schedule"), &json!({"at": soon(200)})).await.0, 200);
        app.wait_for_death().await;
        app.set("MINICRM_CRASH_AT", "");
        app.run().await;
        check_books(&app, &path, &vendor, CUSTOMERS).await;
    }
}

#[tokio::test]
async fn of_several_processes_one_launches_what_is_scheduled() {
    let Some(backends) = Backends::both() else { return };
    let vendor = Vendor::start().await;
    let app = App::start_on(&backends, &settings_for(&vendor)).await;
    let mut other = App::prepare(&backends, &settings_for(&vendor));
    other.run().await;
    app.send("/api/customers", &json!(customers(CUSTOMERS))).await;
    let path = campaign(&app).await;
    assert_eq!(app.post(&format!("{path}/schedule"), &json!({"at": soon(1_000)})).await.0, 200);
    check_books(&app, &path, &vendor, CUSTOMERS).await;
}
