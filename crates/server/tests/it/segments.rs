//! Saved rules over real HTTP: kept, referred to, counted, explained and downloaded.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::app::{App, answer};
use super::caller::Answer;

/// Runs each case with the store in a file, and with the store on a MongoDB: the same answers.
macro_rules! on_both_stores {
    ($($case:ident),+ $(,)?) => {
        mod in_a_file {
            use super::super::app::App;
            $(#[tokio::test] async fn $case() { super::$case(App::start().await).await; })+
        }
        mod on_mongodb {
            use super::super::app::App;
            use super::super::backends::Backends;
            $(#[tokio::test] async fn $case() {
                let Some(backends) = Backends::mongo() else { return };
                super::$case(App::start_on(&backends, &[]).await).await;
            })+
        }
    };
}
on_both_stores!(
    segments_are_saved_referred_to_counted_and_forgotten,
    a_campaign_keeps_the_rule_that_its_segment_was_at_launch,
    what_each_part_decides_and_why_somebody_is_in_agree_with_the_count,
    of_two_people_who_save_a_segment_the_later_is_told_of_the_other,
    the_customers_a_rule_matches_are_searched_sorted_and_paged,
    the_values_of_a_field_are_told_as_they_are_spread,
    an_audience_is_downloaded_whole_and_safe_to_open,
);

fn is(metric: &str, operator: &str, value: impl Into<Value>) -> Value {
    json!({"metric": metric, "operator": operator, "value": value.into()})
}

fn all(rules: &[Value]) -> Value {
    json!({"logic": "AND", "rules": rules})
}

fn in_segment(id: &str) -> Value {
    is("segment", "in", id)
}

async fn ask(app: &App, method: Method, path: &str, body: &Value) -> Answer {
    let request = app.request(method, path);
    let request = if body.is_null() { request } else { request.json(body) };
    answer(request.send().await.unwrap()).await
}

async fn save(app: &App, name: &str, rule: &Value) -> String {
    let (status, segment) = app.post("/api/segments", &json!({"name": name, "rule": rule})).await;
    assert_eq!(status, 201, "{segment}");
    segment["id"].as_str().unwrap().to_owned()
}

/// Three Romans, one in Oslo, one of whom nothing is known; two have bought coffee, one of them tea since.
async fn shop(app: &App) {
    let people = json!([
        {"email": "ana@shop.example", "name": "=1+1", "city": "Rome", "tags": ["vip"]},
        {"email": "bob@shop.example", "city": "Rome"},
        {"email": "cleo@shop.example", "city": "Rome", "attributes": {"size": 40}},
        {"email": "dan@shop.example", "city": "Oslo"},
        {"externalId": "5"}]);
    app.send("/api/customers", &people).await;
    let orders = json!([
        {"email": "ana@shop.example", "amount": 30, "items": ["Coffee"], "orderDate": "2024-01-05"},
        {"email": "ana@shop.example", "amount": 12.5, "items": ["Tea"], "orderDate": "2024-02-05"},
        {"email": "dan@shop.example", "amount": 80, "items": ["Coffee"], "orderDate": "2024-03-05"}]);
    app.send("/api/orders", &orders).await;
}

fn bought(item: &str, operator: &str, number: u32) -> Value {
    json!({"metric": "orders", "measure": "count", "operator": operator, "value": number,
        "where": [{"metric": "item", "operator": "==", "value": item}]})
}

async fn segments_are_saved_referred_to_counted_and_forgotten(app: App) {
    shop(&app).await;
    let romans = save(&app, "Romans", &is("city", "==", "rome")).await;
    let path = format!("/api/segments/{romans}");
    let (status, problem) = app.post("/api/segments", &json!({"name": "ROMANS", "rule": all(&[])})).await;
    assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("name_taken")));
    let change = json!({"description": "Near us", "name": "Locals"});
    let (status, changed) = ask(&app, Method::PATCH, &path, &change).await;
    assert_eq!((status.as_u16(), &changed["name"]), (200, &json!("Locals")), "{changed}");
    assert_eq!(changed["sentence"], "Customers where the city is “rome”");
    let outer = save(&app, "Local spenders", &all(&[in_segment(&romans), is("totalSpend", ">", 10)])).await;
    let (_, named) = app.get(&format!("/api/segments/{outer}")).await;
    assert_eq!(
        named["sentence"],
        "Customers where they are in the segment “Locals” and total spend is more than 10"
    );
    let (_, list) = app.get("/api/segments?search=LOCAL&limit=1").await;
    assert_eq!((&list["items"][0]["id"], list["items"].as_array().unwrap().len()), (&json!(outer), 1));
    let next = list["nextCursor"].as_str().unwrap();
    let rest = format!("/api/segments?search=local&cursor={}", next.replace(' ', "%20"));
    let (_, rest) = app.get(&rest).await;
    assert_eq!(rest["items"][0]["usedBy"], json!({"segments": 1, "campaigns": 0}), "{rest}");
    assert_eq!(rest["items"][0]["description"], "Near us");

    let (status, problem) =
        ask(&app, Method::PATCH, &path, &json!({"rule": all(&[in_segment(&outer)])})).await;
    assert_eq!((status.as_u16(), &problem["code"]), (422, &json!("invalid_rule")));
    let error = &problem["errors"][0];
    assert_eq!((&error["path"], &error["code"]), (&json!("rules[0].value"), &json!("segment_cycle")));
    let (status, problem) = ask(&app, Method::DELETE, &path, &Value::Null).await;
    assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("segment_in_use")));
    assert_eq!(problem["segments"], json!([{"id": outer, "name": "Local spenders"}]));
    let (_, users) = app.get(&format!("{path}/used-by")).await;
    assert_eq!(users, json!({"segments": [{"id": outer, "name": "Local spenders"}], "campaigns": []}));
    let (_, words) = app.get("/api/segments/vocabulary").await;
    assert_eq!(words["segments"][0], json!({"id": outer, "name": "Local spenders"}));
    assert_eq!(
        (&words["history"][0]["name"], &words["items"]),
        (&json!("orders"), &json!(["Coffee", "Tea"]))
    );

    let (status, counted) = app.get(&format!("{path}/count")).await;
    assert_eq!(
        (status.as_u16(), &counted["count"], &counted["total"]),
        (200, &json!(3), &json!(5)),
        "{counted}"
    );
    assert_eq!(app.get(&format!("/api/segments/{outer}/count")).await.1["count"], 1);
    assert_eq!(
        app.count(&all(&[is("city", "isNotEmpty", Value::Null), is("segment", "notIn", romans.as_str())]))
            .await,
        1
    );
    assert_eq!(ask(&app, Method::DELETE, &format!("/api/segments/{outer}"), &Value::Null).await.0, 204);
    assert_eq!(ask(&app, Method::DELETE, &path, &Value::Null).await.0, 204);
    assert_eq!(app.get(&path).await.0, 404);
    let owner = app.owner().await;
    let (_, lines) = answer(app.as_person(&owner, Method::GET, "/api/audit").send().await.unwrap()).await;
    let deeds: Vec<_> = lines["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|line| line["deed"].as_str())
        .filter(|deed| deed.starts_with("segment"))
        .collect();
    assert_eq!(
        deeds,
        ["segmentDeleted", "segmentDeleted", "segmentCreated", "segmentChanged", "segmentCreated"]
    );
}

async fn a_campaign_keeps_the_rule_that_its_segment_was_at_launch(app: App) {
    shop(&app).await;
    let romans = save(&app, "Romans", &is("city", "==", "Rome")).await;
    let buyers = all(&[in_segment(&romans), bought("Coffee", ">=", 1)]);
    let outer = save(&app, "Roman coffee", &buyers).await;
    let message = json!({"subject": "Hello", "body": "Hello"});
    let plan = json!({"name": "Coffee", "channel": "email", "segmentId": outer, "message": message});
    let both = json!({"name": "Both", "channel": "email", "segmentId": outer, "rule": buyers});
    assert_eq!(app.post("/api/campaigns", &both).await.0, 422);
    let missing = json!({"name": "None", "channel": "email", "segmentId": "999"});
    let (status, problem) = app.post("/api/campaigns", &missing).await;
    assert_eq!((status.as_u16(), &problem["errors"][0]["path"]), (422, &json!("segmentId")), "{problem}");
    let (status, campaign) = app.post("/api/campaigns", &plan).await;
    assert_eq!(
        (status.as_u16(), &campaign["segmentId"], &campaign["rule"]),
        (201, &json!(outer), &Value::Null)
    );
    let id = campaign["id"].as_str().unwrap();
    let (_, users) = app.get(&format!("/api/segments/{outer}/used-by")).await;
    assert_eq!(users["campaigns"], json!([{"id": id, "name": "Coffee", "state": "draft"}]));
    assert_eq!(ask(&app, Method::DELETE, &format!("/api/segments/{outer}"), &Value::Null).await.0, 409);

    let (status, launched) = app.post(&format!("/api/campaigns/{id}/launch"), &json!({})).await;
    assert_eq!((status.as_u16(), &launched["enrolled"]), (200, &json!(1)), "{launched}");
    let frozen = all(&[is("city", "==", "Rome"), bought("Coffee", ">=", 1)]);
    assert_eq!((&launched["rule"], &launched["segmentId"]), (&frozen, &json!(outer)));
    let wider = json!({"rule": is("city", "isNotEmpty", Value::Null)});
    assert_eq!(ask(&app, Method::PATCH, &format!("/api/segments/{romans}"), &wider).await.0, 200);
    assert_eq!(app.count(&in_segment(&outer)).await, 2, "the segment follows");
    let (_, after) = app.get(&format!("/api/campaigns/{id}")).await;
    assert_eq!((&after["rule"], &after["enrolled"]), (&frozen, &json!(1)), "the campaign does not");
    assert_eq!(ask(&app, Method::DELETE, &format!("/api/segments/{outer}"), &Value::Null).await.0, 204);

    let everyone = save(&app, "Everyone", &all(&[])).await;
    let plan = json!({"name": "All", "channel": "email", "segmentId": everyone, "message": message});
    let (_, campaign) = app.post("/api/campaigns", &plan).await;
    let path = format!("/api/campaigns/{}/launch", campaign["id"].as_str().unwrap());
    let (status, problem) = app.post(&path, &json!({})).await;
    assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("confirm_everyone")), "{problem}");
}

async fn what_each_part_decides_and_why_somebody_is_in_agree_with_the_count(app: App) {
    shop(&app).await;
    let romans = save(&app, "Romans", &is("city", "==", "Rome")).await;
    let either =
        json!({"logic": "OR", "not": true, "rules": [bought("Tea", ">=", 1), is("tags", "has", "vip")]});
    let rule = all(&[in_segment(&romans), either.clone(), is("totalSpend", "<", 50)]);
    let (status, parts) = app.post("/api/segments/breakdown", &rule).await;
    assert_eq!((status.as_u16(), &parts["count"]), (200, &json!(2)), "{parts}");
    let part = |path: &str, sentence: &str, count: u64, without: u64| json!({"path": path, "sentence": sentence, "count": count, "without": without});
    let (in_romans, tea, vip) = (
        "they are in the segment “Romans”",
        "the number of orders with the item “Tea” is at least 1",
        "the tags include “vip”",
    );
    let expected = [
        part("rules[0]", in_romans, 3, 3),
        part("rules[1]", &format!("not ({tea} or {vip})"), 4, 3),
        part("rules[1].rules[0]", tea, 1, 2),
        part("rules[1].rules[1]", vip, 1, 2),
        part("rules[2]", "total spend is less than 50", 4, 2),
    ];
    assert_eq!(parts["conditions"], json!(expected));

    let (_, customers) = app.get("/api/customers").await;
    let mut held = 0;
    for customer in customers["items"].as_array().unwrap() {
        let question = json!({"customerId": customer["id"], "rule": rule});
        let (status, why) = app.post("/api/segments/explain", &question).await;
        assert_eq!(status, 200, "{why}");
        assert_eq!(why["matches"], why["root"]["holds"]);
        assert_eq!(why["root"]["rules"][0]["seen"], customer["city"] == "Rome");
        assert_eq!(why["root"]["rules"][0]["sentence"], in_romans);
        held += u64::from(why["matches"] == true);
        if customer["email"] == "ana@shop.example" {
            let tea = &why["root"]["rules"][1]["rules"][0];
            assert_eq!((&tea["holds"], &tea["path"]), (&json!(true), &json!("rules[1].rules[0]")));
            assert_eq!(
                tea["seen"],
                json!({"value": 1.0, "count": 1, "sum": 12.5, "first": "2024-02-05T00:00:00.000Z",
                    "last": "2024-02-05T00:00:00.000Z"})
            );
            let path = format!("/api/customers/{}/segments", customer["id"].as_str().unwrap());
            let sentence = "the city is “Rome”";
            assert_eq!(
                app.get(&path).await.1,
                json!([{"id": romans, "name": "Romans", "holds": true, "why": [{"holds": true, "sentence": sentence}]}])
            );
        }
    }
    assert_eq!(held, 2);
    for wrong in [json!({"customerId": "1"}), json!({"customerId": "1", "rule": rule, "segmentId": romans})] {
        assert_eq!(app.post("/api/segments/explain", &wrong).await.0, 422);
    }
    let nobody = json!({"customerId": "999", "segmentId": romans});
    assert_eq!(app.post("/api/segments/explain", &nobody).await.0, 404);
}

async fn of_two_people_who_save_a_segment_the_later_is_told_of_the_other(app: App) {
    let id = save(&app, "Romans", &is("city", "==", "Rome")).await;
    let path = format!("/api/segments/{id}");
    let owner = app.owner().await;
    let loaded = app.request(Method::GET, &path).send().await.unwrap();
    let seen = loaded.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(format!("\"{}\"", answer(loaded).await.1["version"].as_str().unwrap()), seen);
    let change = async |cookie: &str, if_match: &str, name: &str| {
        let request = app.as_person(cookie, Method::PATCH, &path).header("if-match", if_match);
        answer(request.json(&json!({"name": name})).send().await.unwrap()).await
    };
    let colleague = app.invited(&owner, "bob@shop.example", "marketer").await;
    let (status, changed) = change(&colleague, &seen, "Bob's").await;
    assert_eq!(status, 200, "{changed}");
    let (status, problem) = change(&owner, &seen, "Ana's").await;
    assert_eq!((status.as_u16(), &problem["code"]), (412, &json!("changed_meanwhile")), "{problem}");
    assert_eq!((&problem["by"], &problem["version"]), (&json!("bob@shop.example"), &changed["version"]));
    assert_eq!(problem["at"], changed["updatedAt"]);
    assert_eq!(app.get(&path).await.1["name"], "Bob's", "nothing was saved");
    assert_eq!(change(&owner, "W/\"what it never was\"", "Ana's").await.0, 412);
    let now = problem["version"].as_str().unwrap();
    let (status, mine) = change(&owner, &format!("\"0000000000000000\", \"{now}\""), "Ana's").await;
    assert_eq!((status.as_u16(), &mine["name"]), (200, &json!("Ana's")), "{mine}");
    assert_eq!(change(&owner, "*", "Anybody's").await.0, 200);
    assert_eq!(ask(&app, Method::PATCH, &path, &json!({"name": "Nobody asked"})).await.0, 200);
    assert_eq!(ask(&app, Method::DELETE, &path, &Value::Null).await.0, 204);
    assert_eq!(change(&owner, &seen, "Late").await.0, 404);
}

async fn the_customers_a_rule_matches_are_searched_sorted_and_paged(app: App) {
    shop(&app).await;
    let buyers = save(&app, "Buyers", &is("visits", ">=", 1)).await;
    let either = json!({"logic": "OR", "rules": [in_segment(&buyers), is("city", "==", "Rome")]});
    let mut question = json!({"rule": either, "sort": "totalSpend", "order": "desc", "limit": 1});
    let (mut emails, mut pages) = (Vec::new(), 0);
    loop {
        let (status, page) = app.post("/api/customers/search", &question).await;
        assert_eq!((status.as_u16(), &page["total"]), (200, &json!(4)), "{page}");
        assert_eq!(
            page["sentence"],
            "Customers where they are in the segment “Buyers” or the city is “Rome”"
        );
        emails.extend(page["items"].as_array().unwrap().iter().map(|customer| customer["email"].clone()));
        pages += 1;
        match &page["nextCursor"] {
            Value::Null => break,
            next => question["cursor"] = next.clone(),
        }
    }
    let named = |names: &[&str]| -> Vec<_> {
        names.iter().map(|name| json!(format!("{name}@shop.example"))).collect()
    };
    assert_eq!((emails, pages), (named(&["dan", "ana", "cleo", "bob"]), 4), "ties go by id, like the rest");
    let searched = json!({"rule": either, "search": " B@SHOP ", "sort": "name", "order": "asc"});
    let (_, page) = app.post("/api/customers/search", &searched).await;
    assert_eq!((&page["items"][0]["email"], &page["total"]), (&json!("bob@shop.example"), &json!(1)));
    for (wrong, code) in [
        (json!({"rule": is("shoes", "==", 1)}), "invalid_rule"),
        (json!({"rule": either, "cursor": "what"}), "invalid_cursor"),
        (json!({"rule": either, "limit": 0}), "invalid_query"),
        (json!({"search": "ana"}), "invalid_body"),
    ] {
        let (status, problem) = app.post("/api/customers/search", &wrong).await;
        assert_eq!((status.as_u16(), &problem["code"]), (422, &json!(code)), "{problem}");
    }
}

async fn the_values_of_a_field_are_told_as_they_are_spread(app: App) {
    shop(&app).await;
    let (_, cities) = app.get("/api/segments/distribution?field=city").await;
    let city = |value: &str, count: u64| json!({"value": value, "count": count});
    assert_eq!(
        cities,
        json!({"field": "city", "kind": "text", "missing": 1, "values": [city("Rome", 3), city("Oslo", 1)]})
    );
    for (field, kind, missing, counted) in
        [("totalSpend", "number", 0, 5), ("lastPurchased", "date", 3, 2), ("attributes.size", "number", 4, 1)]
    {
        let (_, told) = app.get(&format!("/api/segments/distribution?field={field}")).await;
        let buckets = told["buckets"].as_array().unwrap();
        let sum: u64 = buckets.iter().map(|bucket| bucket["count"].as_u64().unwrap()).sum();
        assert_eq!(
            (&told["kind"], &told["missing"], sum),
            (&json!(kind), &json!(missing), counted),
            "{told}"
        );
    }
    let (status, problem) = app.get("/api/segments/distribution?field=shoes").await;
    assert_eq!((status.as_u16(), &problem["errors"][0]["path"]), (422, &json!("field")));
}

async fn an_audience_is_downloaded_whole_and_safe_to_open(app: App) {
    shop(&app).await;
    let more: Vec<_> =
        (0..2_100).map(|n| json!({"externalId": format!("more-{n}"), "city": "Bern"})).collect();
    app.send("/api/customers", &json!(more)).await;
    let text = async |request: reqwest::RequestBuilder| {
        let response = request.send().await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["content-type"]),
            (200, &"text/csv; charset=utf-8".parse().unwrap())
        );
        response.text().await.unwrap()
    };
    let romans = save(&app, "Romans", &is("city", "==", "Rome")).await;
    let file = text(app.request(Method::GET, &format!("/api/segments/{romans}/customers.csv"))).await;
    let lines: Vec<_> = file.lines().collect();
    assert_eq!(lines.len(), 4, "{file}");
    assert!(lines[0].contains("id,externalId,email") && lines[1].contains("'=1+1"), "{file}");
    assert!(lines[1].contains(",42.5,2,21.25,2024-01-05T"), "{file}");
    let rule = is("city", "==", "Bern");
    let file = text(app.request(Method::POST, "/api/segments/export").json(&rule)).await;
    let ids: BTreeSet<_> = file.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!((ids.len(), file.lines().count()), (2_100, 2_101), "everybody once");
    let owner = app.owner().await;
    let (_, lines) =
        answer(app.as_person(&owner, Method::GET, "/api/audit?deed=segmentExported").send().await.unwrap())
            .await;
    let details: Vec<_> =
        lines["items"].as_array().unwrap().iter().map(|line| line["detail"].clone()).collect();
    assert_eq!(details, ["2100", "3"]);
}
