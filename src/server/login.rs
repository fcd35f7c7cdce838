//! Owns logging in: a key's name and its second key for a session, which is a key of a while.
//! Must not say whether it was the name or the key that was wrong.

use serde_json::json;

use crate::apptivo::response::{Code, Refusal};
use crate::store::{By, KeyPair};

use super::access::{Access, KeyRing};
use super::actions::{Answer, Inner, failed, refuse, unknown};
use super::parameters::Parameters;
use super::sessions::{self, Lasting, Session};

/// By which address somebody came in; the answers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    App,
    Servlet,
}

pub async fn answer(
    inner: &Inner,
    door: Door,
    action: Option<&str>,
    parameters: &Parameters,
) -> Answer {
    let ring = match &inner.access {
        Access::Keys(ring) => ring,
        Access::Trusted { .. } => {
            return Err(refuse(Code::Invalid, "nobody needs to log in here"));
        }
    };
    match action {
        Some("login") => log_in(inner, ring, door, parameters).await,
        Some("logout") => log_out(inner, parameters).await,
        Some("forgotPassword" | "updatePassword") => Err(refuse(
            Code::Forbidden,
            "the keys of this server are made and revoked where it runs; nothing was changed",
        )),
        _ => Err(unknown()),
    }
}

async fn log_in(inner: &Inner, ring: &KeyRing, door: Door, parameters: &Parameters) -> Answer {
    let session = match parameters.get("sessionToken")? {
        // A session for a session: a client that was asked to log in once may get another.
        Some(token) => ring.of_session(&*inner.store, token).await?,
        None => by_name(inner, ring, parameters).await?.map(Session::new),
    };
    let Some(session) = session else {
        return refused(door);
    };
    let lasting = match parameters.get("isExpire")? {
        Some("false" | "N") => Lasting::Month,
        _ => Lasting::Day,
    };
    let begun = sessions::begin(&*inner.store, &session, lasting).await;
    let key = begun.map_err(failed)?;
    let pair = &session.pair;
    let answer = match door {
        Door::App => json!({
            "statusCode": 0,
            "responseCode": 0,
            "responseObject": {
                "authenticationKey": key,
                "sessionToken": key,
                "fullName": pair.name,
                "employeeId": pair.id,
            },
        }),
        Door::Servlet => json!({
            "responseCode": 0,
            "sessionKey": key,
            "fullName": pair.name,
            "employeeId": pair.id,
        }),
    };
    Ok(answer.to_string())
}

async fn by_name(
    inner: &Inner,
    ring: &KeyRing,
    parameters: &Parameters,
) -> Result<Option<KeyPair>, Refusal> {
    let name = parameters.first(&["emailId", "userName"])?;
    let (Some(name), Some(password)) = (name, parameters.get("password")?) else {
        return Ok(None);
    };
    ring.log_in(&*inner.store, name, password).await
}

fn refused(door: Door) -> Answer {
    let why = "the name or the Key is wrong: log in with the name of a key and its Access Key";
    match door {
        Door::App => Err(refuse(Code::Keys, why)),
        // Its clients look at the number alone.
        Door::Servlet => Ok(json!({
            "status": "FAILURE", "reason": why, "code": Code::Keys.wire(), "responseCode": 1005,
        })
        .to_string()),
    }
}

async fn log_out(inner: &Inner, parameters: &Parameters) -> Answer {
    let Some(key) = parameters.get("sessionKey")? else {
        return Err(refuse(Code::Invalid, "the parameter sessionKey is missing"));
    };
    let ended = sessions::end(&*inner.store, key, By::now(0, "session")).await;
    ended.map_err(failed)?;
    Ok(json!({"status": "SUCCESS", "responseCode": 0}).to_string())
}
