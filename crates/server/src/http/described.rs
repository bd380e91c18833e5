//! What every operation of the API's document says in the same words: who may, and how it refuses.

use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::{
    Content, ContentBuilder, OpenApi, PathItem, Ref, RefOr, Response, ResponseBuilder, Responses,
};

use super::permission::Permission;

const PROBLEM: &str = "#/components/schemas/Problem";
const MEDIA: &str = "application/problem+json";

/// Adds to the document what handlers share.
pub(crate) fn complete(mut document: OpenApi) -> OpenApi {
    let table = Permission::table();
    let about = document.info.description.get_or_insert_default();
    about.push_str("\n\nWho may do what:\n\n");
    about.push_str(&table);
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            describe(operation);
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch]
        .into_iter()
        .filter_map(Option::as_mut)
}

/// What whoever asks about audiences must reckon with besides.
const AUDIENCES: &str = "The customers of the workspace are being read into memory (`audience_loading`, with `progress` from 0 to 1), or the store cannot be reached; come back after `Retry-After` seconds.";

fn describe(operation: &mut Operation) {
    let permission = operation.security.iter().flatten().find_map(Permission::named_by);
    let answers = &mut operation.responses;
    if let Some(permission) = permission {
        operation.security = Some(permission.requirements());
        add(answers, "401", "Nobody is signed in, or the key is unknown.");
        add(
            answers,
            "403",
            &format!("{}: not with this role or key, or from a foreign page.", permission.meaning),
        );
        add(
            answers,
            "429",
            "Too many wrong keys came from this address; come back after `Retry-After` seconds.",
        );
    }
    if operation.tags.iter().flatten().any(|tag| tag == "segments") {
        add(answers, "503", AUDIENCES);
    }
    if operation.operation_id.as_deref().is_some_and(|id| !id.starts_with("is")) {
        add(answers, "503", "Store or log cannot be reached; come back after `Retry-After` seconds.");
    }
    if operation.request_body.is_some() {
        add(answers, "400", "The body cannot be read.");
        add(answers, "413", "The body is too large.");
        add(answers, "415", "The body is of another media type.");
        add(answers, "422", "The body makes no sense; says where.");
    }
    if operation.parameters.iter().flatten().any(is_id) {
        add(answers, "404", "There is no such thing here.");
    }
    for answer in answers.responses.values_mut() {
        if let RefOr::T(answer) = answer {
            say_problem(answer);
        }
    }
}

fn is_id(parameter: &RefOr<Parameter>) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.name == "id")
}

fn add(answers: &mut Responses, status: &str, description: &str) {
    answers.responses.entry(status.to_owned()).or_insert_with(|| {
        ResponseBuilder::new().description(description).content(MEDIA, problem()).build().into()
    });
}

fn problem() -> Content {
    ContentBuilder::new().schema(Some(Ref::new(PROBLEM))).build()
}

/// A problem has a media type of its own.
fn say_problem(answer: &mut Response) {
    let is_problem = |content: &RefOr<Content>| {
        serde_json::to_value(content).is_ok_and(|content| content["schema"]["$ref"] == PROBLEM)
    };
    if let Some(content) = answer.content.get("application/json").filter(|content| is_problem(content)) {
        let content = content.clone();
        answer.content.shift_remove("application/json");
        answer.content.insert(MEDIA.to_owned(), content);
    }
}
