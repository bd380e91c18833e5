use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::json;

use super::stand_in::{Reply, StandIn};
use super::*;
use crate::channel::loopback::{install_tls, nobody};

const KEY: &str = "AIza-a-secret-of-the-tests";

fn ai(provider: Provider, url: &str, patience: Duration) -> Ai {
    install_tls();
    let base_url = match provider {
        Provider::Gemini => url.to_owned(),
        Provider::OpenAi | Provider::Ollama => format!("{url}/v1"),
    };
    let settings = AiSettings {
        provider,
        base_url,
        key: Key::parse(KEY),
        model: "model-of-the-tests".to_owned(),
        patience,
        per_minute: 100,
    };
    Ai::new(settings).unwrap()
}

async fn ask(ai: &Ai, stream: bool) -> (Result<Written, AiError>, String) {
    let heard = Mutex::new(String::new());
    let hear = |piece: &str| heard.lock().unwrap().push_str(piece);
    let (turns, schema) = ([Turn::Ours("{\"objective\": \"x\"}".to_owned())], json!({"type": "object"}));
    let ask = Ask {
        workspace: WorkspaceId::from_i64(1).unwrap(),
        purpose: Purpose::Messages,
        instructions: "Ours.",
        turns: &turns,
        schema: &schema,
        temperature: 1.0,
    };
    let answer = ai.ask(&ask, stream.then_some(&hear)).await;
    let heard = heard.lock().unwrap().clone();
    (answer, heard)
}

const BOTH: [Provider; 2] = [Provider::Gemini, Provider::OpenAi];
const PATIENT: Duration = Duration::from_secs(20);

#[tokio::test]
async fn an_answer_comes_whole_or_in_pieces_with_its_cost() {
    for provider in BOTH {
        for stream in [false, true] {
            let text = "{\"variants\": [\"é🌻 \\\"quoted\\\"\"]}".to_owned();
            let server = StandIn::saying([Reply::Text(text.clone())]).await;
            let (answer, heard) = ask(&ai(provider, &server.url, PATIENT), stream).await;
            let usage = Usage { prompt: 900, answer: 250 };
            assert_eq!(answer, Ok(Written { text: text.clone(), ended: Ended::Whole, usage }));
            assert_eq!(heard, if stream { text } else { String::new() });
        }
    }
}

#[tokio::test]
async fn requests_are_put_as_the_protocols_are_documented() {
    let server = StandIn::saying(vec![Reply::Text("{}".into()); 3]).await;
    for stream in [false, true] {
        ask(&ai(Provider::Gemini, &server.url, PATIENT), stream).await.0.unwrap();
    }
    ask(&ai(Provider::OpenAi, &server.url, PATIENT), true).await.0.unwrap();
    let asked = server.asked();
    assert_eq!(asked[0].path, "/v1beta/models/model-of-the-tests:generateContent");
    assert_eq!(asked[1].path, "/v1beta/models/model-of-the-tests:streamGenerateContent?alt=sse");
    assert_eq!(asked[0].headers["x-goog-api-key"], KEY);
    let body = asked[0].json();
    assert_eq!(body["systemInstruction"], json!({"parts": [{"text": "Ours."}]}));
    assert_eq!(body["contents"], json!([{"role": "user", "parts": [{"text": "{\"objective\": \"x\"}"}]}]));
    assert_eq!(body["generationConfig"]["responseMimeType"], "application/json");
    assert_eq!(body["generationConfig"]["responseJsonSchema"], json!({"type": "object"}));
    assert_eq!(asked[2].path, "/v1/chat/completions");
    assert_eq!(asked[2].headers["authorization"], format!("Bearer {KEY}"));
    let body = asked[2].json();
    assert_eq!((body["model"].as_str(), body["stream"].as_bool()), (Some("model-of-the-tests"), Some(true)));
    assert_eq!(body["messages"][0], json!({"role": "system", "content": "Ours."}));
    assert_eq!(body["response_format"]["json_schema"]["schema"], json!({"type": "object"}));
}

#[tokio::test]
async fn an_answer_that_ends_badly_keeps_its_text_and_says_how_it_ended() {
    for provider in BOTH {
        for stream in [false, true] {
            let reason = if provider == Provider::Gemini { "SAFETY" } else { "content_filter" };
            for (reply, ended) in [
                (Reply::CutOff("{\"a\": \"half".into()), Ended::CutOff),
                (Reply::Blocked("{\"a\": \"half".into()), Ended::Blocked(reason.to_owned())),
            ] {
                let server = StandIn::saying([reply]).await;
                let written = ask(&ai(provider, &server.url, PATIENT), stream).await.0.unwrap();
                assert_eq!((written.text.as_str(), written.ended), ("{\"a\": \"half", ended));
            }
        }
        let server = StandIn::saying([Reply::Broken("{\"a\": \"half".into())]).await;
        let written = ask(&ai(provider, &server.url, PATIENT), true).await.0.unwrap();
        assert_eq!((written.text.as_str(), written.ended), ("{\"a\": \"half", Ended::Broken));
    }
}

#[tokio::test]
async fn a_blocked_prompt_is_an_answer_without_text() {
    for stream in [false, true] {
        let server = StandIn::saying([Reply::PromptBlocked]).await;
        let written = ask(&ai(Provider::Gemini, &server.url, PATIENT), stream).await.0.unwrap();
        assert_eq!((written.text.as_str(), written.ended), ("", Ended::Blocked("SAFETY".to_owned())));
    }
}

#[tokio::test]
async fn a_service_that_asks_to_come_back_is_asked_again_when_it_said() {
    for status in [429, 503] {
        let busy = json!({"error": {"code": status, "message": "slow down", "status": "RESOURCE_EXHAUSTED"}});
        let server =
            StandIn::saying([Reply::Status(status, Some("1"), busy), Reply::Text("{}".into())]).await;
        let begun = Instant::now();
        ask(&ai(Provider::Gemini, &server.url, PATIENT), true).await.0.unwrap();
        assert!(begun.elapsed() >= Duration::from_secs(1), "Retry-After is honoured");
        assert_eq!(server.asked().len(), 2);
    }
}

#[tokio::test]
async fn a_service_that_asks_for_more_than_our_patience_is_left_alone_until_then() {
    let retry = json!({"error": {"code": 429, "message": "quota", "details": [
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "42.5s"}]}});
    for reply in [Reply::Status(429, Some("43"), json!({})), Reply::Status(429, None, retry)] {
        let server = StandIn::saying([reply]).await;
        let ai = ai(Provider::Gemini, &server.url, Duration::from_secs(5));
        let error = ask(&ai, true).await.0.unwrap_err();
        assert_eq!(error.trouble, Trouble::Busy);
        assert_eq!(error.why, "Gemini is overloaded and asks us to come back in 43 seconds");
        let again = ask(&ai, true).await.0.unwrap_err();
        assert_eq!((again.trouble, server.asked().len()), (Trouble::Busy, 1), "it is not asked before");
    }
}

#[tokio::test]
async fn a_service_that_fails_is_asked_three_times_and_no_more() {
    let server = StandIn::saying(vec![Reply::Status(503, None, json!({})); 9]).await;
    let error = ask(&ai(Provider::OpenAi, &server.url, PATIENT), true).await.0.unwrap_err();
    assert_eq!((error.trouble, server.asked().len()), (Trouble::Busy, 3));
}

#[tokio::test]
async fn a_wrong_setting_is_named_and_not_tried_again() {
    let wrong_key = json!({"error": {"code": 400, "message": format!("API key {KEY} not valid."), "status": "INVALID_ARGUMENT",
        "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]}});
    for (provider, status, body, why) in [
        (Provider::Gemini, 400, wrong_key.clone(), "Gemini refuses the key: check GEMINI_API_KEY"),
        (Provider::Gemini, 403, json!({}), "Gemini refuses the key: check GEMINI_API_KEY"),
        (
            Provider::OpenAi,
            401,
            json!({"error": {"message": "no"}}),
            "model-of-the-tests refuses the key: check AI_API_KEY",
        ),
        (
            Provider::Gemini,
            404,
            json!({}),
            "the server knows no model “model-of-the-tests”: check GEMINI_MODEL",
        ),
        (
            Provider::Gemini,
            400,
            json!([{"error": {"message": "Bad schema"}}]),
            "Gemini refused the request with status 400",
        ),
    ] {
        let server = StandIn::saying([Reply::Status(status, None, body)]).await;
        let error = ask(&ai(provider, &server.url, PATIENT), true).await.0.unwrap_err();
        assert_eq!((error.trouble, error.why.as_str(), server.asked().len()), (Trouble::Refused, why, 1));
        assert!(!format!("{error:?}").contains(KEY), "{error:?}");
    }
}

#[tokio::test]
async fn silence_ends_with_our_patience_and_nobody_listening_at_once() {
    let server = StandIn::saying([Reply::Silence]).await;
    let error =
        ask(&ai(Provider::Gemini, &server.url, Duration::from_millis(300)), true).await.0.unwrap_err();
    assert_eq!((error.trouble, error.why.as_str()), (Trouble::Slow, "Gemini did not answer within a second"));
    let begun = Instant::now();
    let error = ask(&ai(Provider::Gemini, &nobody().await, PATIENT), true).await.0.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(1), "it is not tried again");
    assert_eq!((error.trouble, error.why.as_str()), (Trouble::Unreachable, "Gemini cannot be reached"));
}

#[tokio::test]
async fn what_is_not_of_the_protocol_is_nonsense() {
    for raw in ["<html>Bad gateway</html>", "", "[1, 2"] {
        for stream in [false, true] {
            let server = StandIn::saying([Reply::Raw(raw)]).await;
            let error = ask(&ai(Provider::Gemini, &server.url, PATIENT), stream).await.0.unwrap_err();
            assert_eq!(error.trouble, Trouble::Nonsense, "{raw}");
        }
    }
}

#[tokio::test]
async fn the_key_appears_in_no_form_that_is_printed() {
    let ai = ai(Provider::Gemini, "http://127.0.0.1:1", PATIENT);
    assert!(!format!("{ai:?}").contains(KEY));
}
