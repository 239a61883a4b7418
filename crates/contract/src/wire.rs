//! How the browser calls server functions: arguments in a query string, the answer as JSON text.
//!
//! On the wire this is `Http<GetUrl, Json>` and `Http<PostUrl, Json>`. The browser's half is written
//! anew because of its size: there, everything but the arguments and the answer exists once instead of
//! once for each function, and an answer is read by the very code that reads what the server has put
//! into the page.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::client::Client;
use server_fn::codec::{Encoding, GetUrl, Json, PostUrl};
use server_fn::error::FromServerFnError;
use server_fn::redirect::call_redirect_hook;
use server_fn::request::ClientReq;
use server_fn::response::ClientRes;
use server_fn::server::Server;
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, Http, Protocol};

use crate::{AppError, ErrorKind};

/// How deep names of fields may nest (`form[rows][0][name]`), as `server_fn` has it.
const DEPTH_MAX: usize = 5;

/// A server function that reads: its arguments stand in the address.
pub type Ask = Call<GetUrl>;
/// A server function that acts: its arguments are the body of a POST.
pub type Act = Call<PostUrl>;

/// The protocol of server functions whose arguments travel as `Arguments`.
#[derive(Debug)]
pub struct Call<Arguments>(PhantomData<Arguments>);

impl<Arguments, Input, Output, C, S> Protocol<Input, Output, C, S, AppError> for Call<Arguments>
where
    Http<Arguments, Json>: Protocol<Input, Output, C, S, AppError>,
    Arguments: Encoding,
    Input: Serialize,
    Output: DeserializeOwned,
    C: Client<AppError> + 'static,
    S: Server<AppError>,
{
    const METHOD: Method = Arguments::METHOD;

    fn run_server<F, Fut>(
        request: S::Request,
        server_fn: F,
    ) -> impl Future<Output = Result<S::Response, AppError>> + Send
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, AppError>> + Send,
    {
        <Http<Arguments, Json> as Protocol<Input, Output, C, S, AppError>>::run_server(
            request, server_fn,
        )
    }

    fn run_client(
        path: &str,
        input: Input,
    ) -> impl Future<Output = Result<Output, AppError>> + Send {
        let answer = call::<C>(path, Self::METHOD, serde_qs::to_string(&input).ok());
        async move { decode(&answer.await?) }
    }
}

/// Sends a call and answers what came back.
fn call<C: Client<AppError> + 'static>(
    path: &str,
    method: Method,
    arguments: Option<String>,
) -> Pin<Box<dyn Future<Output = Result<String, AppError>> + Send>> {
    let request = arguments.ok_or_else(lost).and_then(|arguments| {
        let (sent, wanted) = (GetUrl::CONTENT_TYPE, Json::CONTENT_TYPE);
        if method == Method::GET {
            C::Request::try_new_req_query(path, sent, wanted, &arguments, method)
        } else {
            C::Request::try_new_req_text(path, sent, wanted, arguments, method)
        }
    });
    Box::pin(async move {
        let response = C::send(request?).await?;
        let (status, location) = (response.status(), response.location());
        let leads_on = (300..400).contains(&status) || response.has_redirect();
        let text = response.try_into_string().await?;
        if (400..600).contains(&status) {
            return Err(AppError::de(Bytes::from(text)));
        }
        if leads_on {
            call_redirect_hook(&location);
        }
        Ok(text)
    })
}

fn decode<T: DeserializeOwned>(text: &str) -> Result<T, AppError> {
    serde_json::from_str(text).map_err(|_| lost())
}

/// Reads the arguments of a server function from the text of a form.
pub fn arguments<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_qs::Config::new(DEPTH_MAX, false).deserialize_str(text).ok()
}

fn lost() -> AppError {
    AppError::new(ErrorKind::Transport)
}

/// JSON like `JsonEncoding`, read as text.
#[derive(Debug)]
pub struct JsonText;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        // What is no text is no JSON.
        serde_json::from_str(std::str::from_utf8(&bytes).unwrap_or_default())
    }
}
