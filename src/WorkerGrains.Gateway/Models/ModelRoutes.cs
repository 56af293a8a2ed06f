using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Gateway.Problems;

namespace WorkerGrains.Gateway.Models;

/// <summary>Shows the models of the cluster, and lets an operator change them.</summary>
internal static class ModelRoutes
{
    private const string NameParameter = "name";
    private const string AliasParameter = "alias";

    private static readonly WorkError s_unknown = new(WorkErrorCode.UnknownModel, "No silo has this model. GET /v1/models lists those that there are.");

    private static readonly WorkError s_invalidVersion = new(WorkErrorCode.InvalidInput, "The query parameter version takes the number of a version.");

    /// <summary>The changes, by the last part of their routes.</summary>
    public static IReadOnlyDictionary<string, ModelAction> Actions { get; } = new Dictionary<string, ModelAction>
    {
        ["load"] = ModelAction.Load,
        ["reload"] = ModelAction.Reload,
        ["unload"] = ModelAction.Unload,
        ["rollback"] = ModelAction.RollBack,
    };

    public static void MapModels(this IEndpointRouteBuilder v1)
    {
        var models = v1.ServiceProvider.GetRequiredService<IModelController>();
        var problems = v1.ServiceProvider.GetRequiredService<ProblemWriter>();
        v1.MapGet("/models", context => context.Response.WriteAsJsonAsync(
            new ModelListView(ModelView.ByName(models.ListModels())), GatewayJson.Default.ModelListView, cancellationToken: context.RequestAborted));
        v1.MapGet($"/models/{{{NameParameter}}}", context => ShowAsync(context, models, problems));
        foreach (var (name, action) in Actions)
        {
            v1.MapPost($"/models/{{{NameParameter}}}/{name}", context => ChangeAsync(context, action, models, problems));
        }

        v1.MapPut($"/models/{{{NameParameter}}}/aliases/{{{AliasParameter}}}", context => ChangeAsync(context, ModelAction.SetAlias, models, problems));
        v1.MapDelete($"/models/{{{NameParameter}}}/aliases/{{{AliasParameter}}}", context => ChangeAsync(context, ModelAction.RemoveAlias, models, problems));
    }

    private static async Task ShowAsync(HttpContext context, IModelController models, ProblemWriter problems)
    {
        var name = NameOf(context);
        if (ModelView.ByName(models.ListModels().Where(model => model.Model.Name == name)) is not [var view])
        {
            await problems.WriteAsync(context, s_unknown);
            return;
        }

        await context.Response.WriteAsJsonAsync(view, GatewayJson.Default.ModelView, cancellationToken: context.RequestAborted);
    }

    private static async Task ChangeAsync(HttpContext context, ModelAction action, IModelController models, ProblemWriter problems)
    {
        var query = context.Request.Query;
        int? version = null;
        if (query.TryGetValue("version", out var text))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            {
                await problems.WriteAsync(context, s_invalidVersion);
                return;
            }

            version = number;
        }

        var change = new ModelChange(NameOf(context), action)
        {
            Version = version,
            Silo = query.TryGetValue("silo", out var silo) ? silo.ToString() : null,
            Alias = context.Request.RouteValues.GetValueOrDefault(AliasParameter) as string,
        };
        var results = await models.ChangeAsync(change, context.RequestAborted);
        if (results.IsEmpty)
        {
            await problems.WriteAsync(context, s_unknown);
            return;
        }

        // Where all refused for one reason that is the answer; otherwise each silo's is part of it.
        if (results.All(static result => result.Error is not null) && results.Select(static result => result.Error).Distinct().Count() == 1)
        {
            await problems.WriteAsync(context, results[0].Error!);
            return;
        }

        await context.Response.WriteAsJsonAsync(
            ModelChangeView.Of(change.Model, results), GatewayJson.Default.ModelChangeView, cancellationToken: context.RequestAborted);
    }

    private static string NameOf(HttpContext context) => (string)context.Request.RouteValues[NameParameter]!;
}
