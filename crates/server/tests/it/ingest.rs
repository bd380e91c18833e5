//! Records in: what is wrong is named, what is good is taken, nothing counts twice.

use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::app::{App, answer};

const JSON: &str = "application/json";

#[tokio::test]
async fn every_kind_of_bad_body_is_a_clear_problem_and_loses_no_good_record() {
    let app = App::start().await;
    let bodies = [
        ("malformed", "{\"email\":".to_owned(), 400),
        ("not a number", "[{\"email\":\"a@b.co\",\"amount\":NaN}]".into(), 400),
        ("a hundred thousand brackets", "[".repeat(100_000), 400),
        ("closed brackets", format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)), 422),
        ("a number", "42".into(), 400),
        ("nothing", String::new(), 400),
        ("wrong types", "[{\"email\":7}]".into(), 422),
        ("an odd year", "[{\"email\":\"a@b.co\",\"amount\":1,\"orderDate\":\"99999-01-01\"}]".into(), 422),
        ("a long email", format!("[{{\"email\":\"{}@b.co\",\"amount\":1}}]", "a".repeat(10_000)), 422),
        ("duplicate keys", "[{\"email\":\"a@b.co\",\"amount\":1,\"amount\":2}]".into(), 422),
        ("an infinite amount", "[{\"email\":\"a@b.co\",\"amount\":1e999}]".into(), 422),
    ];
    for (what, body, expected) in bodies {
        let (status, problem) = app.post_text("/api/orders", JSON, body).await;
        assert_eq!(status, expected, "{what}: {problem}");
        assert!(
            problem["code"].is_string() && problem["detail"].as_str().unwrap().len() < 500,
            "{what}: {problem}"
        );
    }
    let (status, problem) = app.post_text("/api/customers", JSON, b"[{\"email\":\"\xff\"}]".to_vec()).await;
    assert_eq!((status.as_u16(), problem["code"].as_str()), (400, Some("not_utf8")));

    let mut records: Vec<_> = (0..1_000).map(|n| json!({"email": format!("c{n}@shop.com")})).collect();
    records[500] = json!({"email": "nobody"});
    let taken = app.send("/api/customers", &json!(records)).await;
    assert_eq!((taken["accepted"].as_u64(), taken["rejectedTotal"].as_u64()), (Some(999), Some(1)));
    assert_eq!(
        (taken["rejected"][0]["index"].as_u64(), taken["rejected"][0]["field"].as_str()),
        (Some(500), Some("email"))
    );
    assert_eq!(app.count(&json!({"logic": "AND", "rules": []})).await, 999);
}

/// Sends a body as plain clients do: all of it, and only then looks for the answer.
async fn send_whole(app: &App, head: &str, length: usize) -> String {
    let mut connection = TcpStream::connect(("127.0.0.1", app.port)).await.unwrap();
    let head = format!(
        "POST {head}\r\nhost: localhost\r\ncontent-type: {JSON}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    let part = vec![b' '; 1 << 20];
    for _ in 0..length / part.len() {
        connection.write_all(&part).await.expect("the connection breaks while the body is sent");
    }
    let mut response = String::new();
    connection.read_to_string(&mut response).await.unwrap();
    response
}

#[tokio::test]
async fn whoever_sends_too_much_is_told_so_instead_of_finding_the_connection_broken() {
    let app = App::start().await;
    let key = format!("authorization: Bearer {}", app.key);
    let cases = [
        (format!("/api/customers HTTP/1.1\r\n{key}"), 200 << 20, "413"),
        (format!("/api/campaigns/preview HTTP/1.1\r\n{key}"), 10 << 20, "413"),
        ("/api/customers HTTP/1.1".into(), 10 << 20, "401"),
        (format!("/api/nowhere HTTP/1.1\r\n{key}"), 10 << 20, "404"),
    ];
    for (head, length, expected) in cases {
        let response = send_whole(&app, &head, length).await;
        assert!(response.starts_with(&format!("HTTP/1.1 {expected} ")), "{head}: {response}");
        assert!(response.contains("application/problem+json"), "{head}: {response}");
    }
    assert_eq!(app.get("/health/ready").await.0, 200);
}

#[tokio::test]
async fn an_emoji_name_survives_the_round_trip() {
    let app = App::start().await;
    app.send("/api/customers", &json!({"email": "ZOE@Shop.com", "name": "Zoë 🌻 العربية", "phone": null}))
        .await;
    let (_, list) = app.get("/api/customers?search=zoë").await;
    assert_eq!(
        (list["items"][0]["name"].as_str(), list["items"][0]["email"].as_str()),
        (Some("Zoë 🌻 العربية"), Some("zoe@shop.com"))
    );
}

#[tokio::test]
async fn ndjson_takes_each_line_for_itself() {
    let app = App::start().await;
    let body = "{\"email\":\"a@b.co\"}\n{broken\n\n{\"email\":\"c@d.co\"}\n";
    let (status, taken) = app.post_text("/api/customers", "application/x-ndjson", body).await;
    assert_eq!(
        (status.as_u16(), taken["accepted"].as_u64(), taken["rejected"][0]["index"].as_u64()),
        (202, Some(2), Some(1))
    );
    let (status, _) = app.post_text("/api/customers", "text/plain", body).await;
    assert_eq!(status, 415);
}

#[tokio::test]
async fn a_repeated_idempotency_key_replays_the_answer_and_adds_nothing() {
    let app = App::start().await;
    let order = json!([{"email": "a@b.co", "amount": 10}, {"email": "nobody", "amount": 1}]);
    let send = |body| {
        app.request(Method::POST, "/api/orders")
            .header("idempotency-key", "k1")
            .header("prefer", "wait=30")
            .json(body)
            .send()
    };
    let (status, first) = answer(send(&order).await.unwrap()).await;
    let (again, second) = answer(send(&order).await.unwrap()).await;
    assert_eq!((status.as_u16(), again.as_u16()), (202, 202));
    assert_eq!((&first["batchId"], &first["rejected"]), (&second["batchId"], &second["rejected"]));
    let (status, problem) = answer(send(&json!([{"email": "a@b.co", "amount": 11}])).await.unwrap()).await;
    assert_eq!((status.as_u16(), problem["code"].as_str()), (409, Some("idempotency_key_reused")));
    let (_, dashboard) = app.get("/api/dashboard").await;
    assert_eq!((dashboard["orders"].as_u64(), dashboard["revenue"].as_f64()), (Some(1), Some(10.0)));
}

#[tokio::test]
async fn a_record_that_names_two_people_goes_to_the_dead_letters_and_can_be_replayed_or_discarded() {
    let app = App::start().await;
    app.send(
        "/api/customers",
        &json!([{"externalId": "1", "email": "a@b.co"}, {"externalId": "2", "email": "c@d.co"}]),
    )
    .await;
    let (status, taken) = app
        .post("/api/customers", &json!([{"externalId": "1", "email": "c@d.co"}, {"externalId": "3"}]))
        .await;
    assert_eq!((status.as_u16(), taken["accepted"].as_u64()), (202, Some(2)));
    let path = format!("/api/batches/{}", taken["batchId"].as_str().unwrap());
    let batch = app.until(&path, |batch| batch["state"] == "applied").await;
    assert_eq!((batch["applied"].as_u64(), batch["dead"].as_u64()), (Some(1), Some(1)));

    let (_, letters) = app.get("/api/dead-letters").await;
    let letter = &letters["items"][0];
    assert_eq!(
        (letter["topic"].as_str(), letter["record"]["externalId"].as_str()),
        (Some("customers"), Some("1"))
    );
    let letter = format!("/api/dead-letters/{}", letter["id"].as_str().unwrap());
    assert_eq!(app.post(&format!("{letter}/replay"), &json!({})).await.0, 202);
    let pipeline = app.until("/api/pipeline", |pipeline| pipeline["state"] == "upToDate").await;
    assert_eq!(pipeline["deadLetters"], 1, "it still names two people");
    let (_, letters) = app.get("/api/dead-letters").await;
    let letter = format!("/api/dead-letters/{}", letters["items"][0]["id"].as_str().unwrap());
    let discarded = app.request(Method::DELETE, &letter).send().await.unwrap();
    assert_eq!(discarded.status(), 204);
    assert_eq!(app.get("/api/pipeline").await.1["deadLetters"], 0);
}

#[tokio::test]
async fn an_import_accounts_for_every_row() {
    let app = App::start().await;
    let csv = "email,name,tags,attributes.size\nana@shop.com,Ana,vip;new,M\nnobody,Bo,,\nana@shop.com,\"Ana, again\",,L\n,,,\nlong@shop.com,too,many,cells,here\n";
    let (status, import) =
        app.post_text("/api/imports?kind=customers&fileName=people.csv", "text/csv", csv).await;
    assert_eq!(status, 202, "{import}");
    let path = format!("/api/imports/{}", import["id"].as_str().unwrap());
    let done = app.until(&path, |import| import["state"] != "running" && import["applied"] == true).await;
    assert_eq!((done["state"].as_str(), done["rowsRead"].as_u64()), (Some("done"), Some(4)), "{done}");
    assert_eq!((done["accepted"].as_u64(), done["rejectedTotal"].as_u64()), (Some(2), Some(2)), "{done}");
    let (_, rejections) = app.get(&format!("{path}/rejections")).await;
    let lines: Vec<_> = rejections["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["line"].as_u64().unwrap(), row["field"].as_str().unwrap()))
        .collect();
    assert_eq!(lines, [(3, "email"), (6, "")]);
    let (_, customers) = app.get("/api/customers").await;
    assert_eq!(
        (customers["total"].as_u64(), customers["items"][0]["name"].as_str()),
        (Some(1), Some("Ana, again"))
    );

    let (_, import) = app.post_text("/api/imports?kind=orders", "text/csv", "email,price\na@b.co,4\n").await;
    let path = format!("/api/imports/{}", import["id"].as_str().unwrap());
    let failed = app.until(&path, |import| import["state"] == "failed").await;
    assert!(failed["error"].as_str().unwrap().contains("\"price\""), "{failed}");
}

#[tokio::test]
async fn the_demo_shop_opens_in_one_click_and_twice_is_once() {
    let app = App::start().await;
    for _ in 0..2 {
        let (status, shop) = app.post("/api/demo", &json!({})).await;
        assert_eq!(status, 202);
        app.until("/api/pipeline", |pipeline| pipeline["state"] == "upToDate").await;
        let (_, dashboard) = app.get("/api/dashboard").await;
        assert_eq!(dashboard["customers"], shop["customers"]);
        let (_, everyone) = app.post("/api/campaigns/preview", &json!({"logic": "AND", "rules": []})).await;
        assert_eq!(everyone["count"], shop["customers"]);
    }
    let addresses = json!({"metric": "email", "operator": "endsWith", "value": ".example"});
    assert!(app.count(&addresses).await > 2_000);
    assert_eq!(app.count(&json!({"logic": "AND", "rules": [{"metric": "email", "operator": "isNotEmpty"}, {"logic": "AND", "not": true, "rules": [addresses]}]})).await, 0);
    assert_eq!(app.get("/api/pipeline").await.1["deadLetters"], 0);
}

#[tokio::test]
async fn the_demo_command_finds_the_server_by_its_port() {
    let app = App::start().await;
    let ran = app.command(&["demo"]).output().await.unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let (_, dashboard) = app.get("/api/dashboard").await;
    assert!(dashboard["orders"].as_u64() > Some(0), "{dashboard}");
}

#[tokio::test]
async fn refused_rows_come_as_a_file_that_no_spreadsheet_runs() {
    let app = App::start().await;
    // More than a page of the store.
    let rows = (0..2_500).map(|nth| format!("not an address {nth},\"=cmd|'/c calc'!A1\"\n"));
    let file = format!("email,attributes.=HYPERLINK(1)\n{}", rows.collect::<String>());
    let (status, import) = app.post_text("/api/imports?kind=customers", "text/csv", file).await;
    assert_eq!(status, 202, "{import}");
    let path = format!("/api/imports/{}", import["id"].as_str().unwrap());
    app.until(&path, |import| import["state"] == "done").await;
    let response = app.request(Method::GET, &format!("{path}/rejections.csv")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
    assert!(response.headers()["content-disposition"].to_str().unwrap().starts_with("attachment; filename="));
    let text = String::from_utf8(response.bytes().await.unwrap().to_vec()).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "line,field,code,message");
    assert!(lines[1].starts_with("2,email,invalid_email,"), "{}", lines[1]);
    assert_eq!(lines.len(), 2_501);
    assert!(lines[2_500].starts_with("2501,email,"), "{}", lines[2_500]);
}
